import { formatDuration } from '../duration.ts';
import { counted } from './amounts.ts';
import { roundWeight } from './batch.ts';
import type { EngineEvidence } from './engine-evidence.ts';
import { type Facts, hold, isPromoting } from './facts.ts';
import { estimatesOf } from './gate-report.ts';
import type { Situation } from './situation.ts';
import type { Standing } from './standing.ts';
import type { Verdict } from './verdict.ts';

/** What the step still lacks, as a verdict that waits or holds. */
export function missingDemand(facts: Facts): Verdict | undefined {
  const { situation, evidence } = facts;
  return situation.stage === 'shadow'
    ? missingShadow(situation, evidence)
    : (missingTraffic(situation, evidence) ?? missingMetric(facts));
}

function missingShadow(situation: Situation, { exposure }: EngineEvidence): Verdict | undefined {
  const wanted = situation.minPairs;
  if (exposure.pairs >= wanted && situation.stepElapsedMs >= situation.minDurationMs) return undefined;
  const seen = `${counted(exposure.pairs, 'pair')} of ${wanted} compared`;
  if (situation.maxShadowSpendUsd !== undefined && exposure.shadowCostUsd >= situation.maxShadowSpendUsd) {
    return hold(
      `shadow spent $${exposure.shadowCostUsd.toFixed(2)} of $${situation.maxShadowSpendUsd} with ${seen}`,
      'raise maxSpendUsd, lower minPairs, or promote by hand',
    );
  }
  if (situation.maxStepDurationMs !== undefined && situation.stepElapsedMs >= situation.maxStepDurationMs) {
    return hold(
      `shadow is over after ${formatDuration(situation.maxStepDurationMs)} with ${seen}`,
      'raise the mirror rate or maxDuration, lower minPairs, or promote by hand',
    );
  }
  return { kind: 'continue', reason: `shadow: ${seen}` };
}

const NO_TRAFFIC_MS = 60_000;

function missingTraffic(situation: Situation, { exposure }: EngineEvidence): Verdict | undefined {
  const seen = exposure.requests[String(roundWeight(situation.weight))] ?? 0;
  const wanted = Math.max(1, situation.minRequests);
  if (seen < wanted) {
    const reason = `${counted(seen, 'request')} of ${wanted} answered by the candidate at this weight`;
    if (seen > 0 || situation.stepElapsedMs < Math.max(NO_TRAFFIC_MS, situation.minDurationMs))
      return { kind: 'continue', reason };
    return hold(
      `no traffic: ${reason} in ${formatDuration(situation.stepElapsedMs)}`,
      'send traffic to the route; the release goes on by itself when it comes',
    );
  }
  if (situation.stepElapsedMs >= situation.minDurationMs) return undefined;
  const left = formatDuration(situation.minDurationMs - situation.stepElapsedMs);
  return { kind: 'continue', reason: `nothing looks bad; this step lasts ${left} more` };
}

function missingMetric({ standings, evidence, situation }: Facts): Verdict | undefined {
  const blind = standings.find((standing) => isPromoting(standing) && isBlind(standing));
  if (blind !== undefined) {
    const missing = estimatesOf(blind).candidate.count === 0 ? 'the candidate' : 'stable';
    return hold(
      `${blind.key} has no data of ${missing}: missing data never promotes`,
      `see that calls report ${blind.gate.spec.metric}, or set the gate to promotes: false`,
      blind.key,
    );
  }
  const silent = standings.find((standing) => isPromoting(standing) && hasFallenSilent(standing));
  if (silent?.evidence !== undefined) {
    const { silent: count } = silent.evidence.requests;
    return hold(
      `${silent.key} has fallen silent: the last ${counted(count, 'request')} of the candidate told nothing of it`,
      `see whether what reports ${silent.gate.spec.metric} still runs; the release goes on by itself when it does`,
      silent.key,
    );
  }
  const failing = standings.find((standing) => isPromoting(standing) && (standing.readings?.failures ?? 0) > 0);
  if (failing === undefined || evidence.looks === 0 || situation.stage === 'bake') return undefined;
  return hold(
    `${failing.key} could not be read ${counted(failing.readings?.failures ?? 0, 'time')} in a row`,
    'repair the metric provider',
    failing.key,
  );
}

function isBlind(standing: Standing): boolean {
  const { stable, candidate } = estimatesOf(standing);
  return stable.count === 0 || candidate.count === 0;
}

const SILENT_REQUESTS = 200;
const SILENT_TIMES = 20;

/** A metric that came for one call in so many, and has not come for twenty times as many. */
function hasFallenSilent({ evidence }: Standing): boolean {
  if (evidence === undefined || evidence.candidate.count === 0) return false;
  const { all, silent } = evidence.requests;
  return silent > Math.max(SILENT_REQUESTS, (SILENT_TIMES * all) / evidence.candidate.count);
}
