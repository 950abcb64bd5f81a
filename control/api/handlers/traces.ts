import { z } from 'zod';
import type { Outcome } from '../../../core/llm/outcome.ts';
import { appendAudit } from '../../../store/audit.ts';
import type { Database } from '../../../store/database.ts';
import { deletePerson } from '../../../store/privacy.ts';
import { bodiesOfTrace } from '../../../store/trace-bodies.ts';
import { callsOfTrace, listTraces, type StepSummary, summarizeSteps, type TraceFilter } from '../../../store/traces.ts';
import type { Caller } from '../auth.ts';
import { demandPermission } from '../authorize.ts';
import type { Handlers, Call } from '../contract/operations.ts';
import type { TRACE_OPERATIONS } from '../contract/traces.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { ApiError } from '../problem.ts';
import type { StepSummaryBody, TraceTree } from '../schemas/trace.ts';
import { presentTrace } from '../present-trace.ts';
import { treeOf } from '../trace-tree.ts';

const placeSchema = z.object({ startedAtMs: z.number(), spanId: z.string() });

export function traceHandlers(database: Database): Handlers<keyof typeof TRACE_OPERATIONS> {
  return {
    async listTraces({ query, caller }) {
      if (query.text !== undefined) await recordTextSearch(database, caller);
      const after = decodeCursor(placeSchema, query.cursor);
      const rows = await listTraces(database, { ...filterOf(query), after, limit: query.limit + 1 });
      const placeOf = ({ startedAtMs, spanId }: Outcome) => ({ startedAtMs, spanId });
      return { body: toPage(rows, query.limit, presentTrace, placeOf) };
    },

    async summarizeSteps({ query, caller }) {
      if (query.text !== undefined) await recordTextSearch(database, caller);
      return { body: { items: (await summarizeSteps(database, filterOf(query))).map(presentStep) } };
    },

    async getTrace({ params: { traceId } }) {
      const calls = await callsOfTrace(database, traceId);
      const [first] = calls;
      if (first === undefined) throw new ApiError('not_found', `There are no calls of the trace ${traceId}`);
      const steps = await summarizeSteps(database, { traceId });
      return { body: presentTree(traceId, first, calls, steps) };
    },

    async readTraceBodies({ params: { traceId }, caller }) {
      const items = await database.begin(async (transaction) => {
        const bodies = await bodiesOfTrace(transaction, traceId);
        if (bodies.length === 0) throw noBodies(traceId);
        await appendAudit(transaction, {
          actor: caller.name,
          action: 'traces.bodies_read',
          subject: `trace/${traceId}`,
          reason: 'captured prompts and answers were read',
          after: { bodies: bodies.length },
        });
        return [...bodies];
      });
      return { body: { items } };
    },

    async deletePerson({ body: { user, session, reason }, caller }) {
      const by = user === undefined ? 'session' : 'user';
      const person = { by, id: user ?? session ?? '' } as const;
      return { body: await deletePerson(database, person, { actor: caller.name, reason }) };
    },
  };
}

/** Whoever searches what people wrote can guess at it: that stands in the record, the words do not. */
async function recordTextSearch(database: Database, caller: Caller): Promise<void> {
  demandPermission(caller, 'read_bodies');
  await database.begin((transaction) =>
    appendAudit(transaction, {
      actor: caller.name,
      action: 'traces.text_searched',
      subject: 'traces',
      reason: 'captured prompts and answers were searched for words',
    }),
  );
}

function noBodies(traceId: string): ApiError {
  const why = 'its route captures none, the sample left it out, or their time is over';
  return new ApiError('not_found', `There are no captured bodies of the trace ${traceId}: ${why}`);
}

type Search = Call<typeof TRACE_OPERATIONS.summarizeSteps>['query'];

function filterOf(query: Search): Omit<TraceFilter, 'limit' | 'after'> {
  const { version, release, trace, cohort, outcome, from, to, ...same } = query;
  return {
    ...same,
    routeVersion: version,
    releaseId: release,
    traceId: trace,
    label: cohort === undefined ? undefined : labelOf(cohort),
    end: outcome,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}

function labelOf(cohort: string): { name: string; value: string } {
  const equals = cohort.indexOf('=');
  return { name: cohort.slice(0, equals), value: cohort.slice(equals + 1) };
}

function presentStep({ costUsd, ...summary }: StepSummary): StepSummaryBody {
  return {
    ...summary,
    arm: summary.arm as StepSummaryBody['arm'],
    callsPerTrace: summary.calls / summary.traces,
    costUsd,
    costPerTraceUsd: costUsd === null ? null : costUsd / summary.traces,
  };
}

function presentTree(
  traceId: string,
  first: Outcome,
  calls: readonly Outcome[],
  steps: readonly StepSummary[],
): TraceTree {
  const spans = treeOf(calls);
  const costs = calls.flatMap(({ costUsd }) => (costUsd === undefined ? [] : [costUsd]));
  const endedAtMs = Math.max(...calls.map(({ startedAtMs, latencyMs }) => startedAtMs + latencyMs));
  return {
    traceId,
    calls: spans.filter(({ depth }) => depth === 0).length,
    costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
    startedAt: new Date(first.startedAtMs).toISOString(),
    endedAt: new Date(endedAtMs).toISOString(),
    spans: spans.map(({ outcome, depth }) => ({ ...presentTrace(outcome), depth })),
    steps: steps.map(presentStep),
  };
}
