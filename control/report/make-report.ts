import type { GateReport } from '../../core/decision/report.ts';
import { agreementOf } from '../../core/evaluation/judge.ts';
import { jsonChanges } from '../../core/json-changes.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Database } from '../../store/database.ts';
import { type JudgeTotals, judgeTotals } from '../../store/judgements.ts';
import { armTotals, type ExampleCall, feedbackTotals, worstCalls } from '../../store/release-report.ts';
import { listObservations } from '../../store/release-events.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import { findVersionConfigs } from '../../store/routes.ts';
import type { Release } from '../api/schemas/release.ts';
import type { ReleaseReport, ReportCall } from '../api/schemas/report.ts';
import { presentObservation } from '../releases/present-release.ts';

const MOST_LOOKS = 400;
const MOST_GATES = 4;
const CALLS_EACH = 3;

/** Gathers all that a release came to. */
export async function makeReport(
  database: Database,
  record: ReleaseRecord,
  release: Release,
  reader: { readonly name: string; readonly at: Date },
): Promise<ReleaseReport> {
  const [versions, looks, arms, feedback, judges] = await Promise.all([
    findVersionConfigs(database, record.route, [record.stableVersion, record.candidateVersion]),
    listObservations(database, record.id, new Date(0), MOST_LOOKS),
    armTotals(database, record.id),
    feedbackTotals(database, record.id),
    judgeTotals(database, record.id),
  ]);
  const differences = jsonChanges(versions.get(record.stableVersion), versions.get(record.candidateVersion));
  const examples: ReleaseReport['examples'] = [];
  for (const gate of suspects(record.gates)) {
    const calls = await worstCalls(database, record.id, gate.metric, CALLS_EACH);
    if (calls.length === 0) continue;
    examples.push({
      gate: gate.key,
      calls: calls.map(({ candidate, stable, samePrompt }) => ({
        candidate: present(candidate),
        stable: stable === null ? null : present(stable),
        samePrompt,
      })),
    });
  }
  await auditReading(database, record, reader.name, examples);
  return {
    madeAt: reader.at.toISOString(),
    release,
    differences: differences as ReleaseReport['differences'],
    looks: looks.map(presentObservation),
    arms: arms.map((each) => ({ ...each })),
    feedback: feedback.map((each) => ({ ...each })),
    judges: judges.map(presentJudge),
    examples,
  };
}

/** Who reads what people wrote is on record. */
async function auditReading(
  database: Database,
  { id }: ReleaseRecord,
  actor: string,
  examples: ReleaseReport['examples'],
): Promise<void> {
  const calls = examples.flatMap((example) => example.calls.flatMap(({ stable, candidate }) => [stable, candidate]));
  const read = calls.filter((call) => call !== null && (call.prompt !== null || call.answer !== null));
  if (read.length === 0) return;
  const spans = [...new Set(read.map((call) => call?.spanId))];
  await database.begin((transaction) =>
    appendAudit(transaction, {
      actor,
      action: 'traces.bodies_read',
      subject: `release/${id}`,
      reason: 'report of the release',
      after: { spans },
    }),
  );
}

function presentJudge(totals: JudgeTotals): ReleaseReport['judges'][number] {
  const { judge, judged, missing, waiting, spentUsd, exhausted } = totals;
  return { judge, judged, missing, waiting, spentUsd, exhausted, agreement: agreementOf(totals) };
}

/** The gates with the most evidence against the candidate, one for each metric. */
function suspects(gates: readonly GateReport[]): readonly GateReport[] {
  const strongest = gates.toSorted((one, other) => other.eValue / other.threshold - one.eValue / one.threshold);
  const seen = new Set<string>();
  return strongest.filter(({ metric }) => !seen.has(metric) && seen.add(metric)).slice(0, MOST_GATES);
}

function present({ startedAt, ...call }: ExampleCall): ReportCall {
  return {
    ...call,
    evaluations: { ...call.evaluations },
    labels: { ...call.labels },
    startedAt: startedAt.toISOString(),
  };
}
