import { TidegateError } from '../core/errors.ts';
import type { Outcome } from '../core/llm/outcome.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { outcomeOf, traceColumns, type TraceRow } from './trace-rows.ts';

/** How a call came out: `error` is any failure, time-outs among them. */
export type TraceEnd = 'ok' | 'error' | 'timeout';

export interface TraceFilter {
  readonly route?: string | undefined;
  readonly routeVersion?: number | undefined;
  readonly releaseId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly arm?: string | undefined;
  readonly step?: string | undefined;
  readonly session?: string | undefined;
  readonly user?: string | undefined;
  /** A cohort: calls that carry this label with this value. */
  readonly label?: { readonly name: string; readonly value: string } | undefined;
  readonly end?: TraceEnd | undefined;
  readonly status?: number | undefined;
  readonly errorType?: string | undefined;
  readonly minCostUsd?: number | undefined;
  readonly minLatencyMs?: number | undefined;
  readonly maxLatencyMs?: number | undefined;
  /** Words of the captured prompt or answer, as web search engines take them. */
  readonly text?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Place of the last call of the page before. */
  readonly after?: TracePlace | undefined;
  readonly limit: number;
}

/** Where a call stands in the order of lists. */
export interface TracePlace {
  readonly startedAtMs: number;
  readonly spanId: string;
}

/** A search holds a connection, and a server's processor, for no longer than this. */
const SEARCH_MS = 5_000;
const MOST_CALLS_OF_A_TRACE = 1_000;
const QUERY_CANCELED = '57014';

/**
 * Calls, newest first.
 * @throws TidegateError `invalid_input` where the search would take too long: it says how to narrow it
 */
export async function listTraces(database: Database, filter: TraceFilter): Promise<readonly Outcome[]> {
  const { after } = filter;
  return boundedSearch(database, async (transaction) => {
    const rows = await transaction<TraceRow[]>`
      SELECT ${traceColumns(transaction)} FROM traces WHERE ${conditions(transaction, filter)}
        ${
          after === undefined
            ? transaction``
            : transaction`AND (started_at, span_id)
                < (to_timestamp(${after.startedAtMs}::double precision / 1000), ${after.spanId})`
        }
      ORDER BY started_at DESC, span_id DESC LIMIT ${filter.limit}`;
    return rows.map(outcomeOf);
  });
}

/** The calls of one trace, oldest first; at most a thousand. */
export async function callsOfTrace(database: Queryable, traceId: string): Promise<readonly Outcome[]> {
  const rows = await database<TraceRow[]>`
    SELECT ${traceColumns(database)} FROM traces WHERE trace_id = ${traceId}
    ORDER BY started_at, span_id LIMIT ${MOST_CALLS_OF_A_TRACE}`;
  return rows.map(outcomeOf);
}

/** What a step of agents' tasks costs and takes, on one arm. */
export interface StepSummary {
  readonly step: string | null;
  readonly arm: string;
  readonly calls: number;
  readonly traces: number;
  readonly failed: number;
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  /** Over the calls whose cost is known; null where none is. */
  readonly costUsd: number | null;
}

/** By step and arm: calls, cost and latency of the newest calls (at most a hundred thousand) that match. */
export async function summarizeSteps(
  database: Database,
  filter: Omit<TraceFilter, 'limit' | 'after'>,
): Promise<readonly StepSummary[]> {
  return boundedSearch(database, async (transaction) => {
    return transaction<StepSummary[]>`
      SELECT step, arm, count(*) AS calls, count(DISTINCT trace_id) AS traces,
        count(*) FILTER (WHERE ${failed(transaction)}) AS failed,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS "latencyP50Ms",
        percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS "latencyP95Ms", sum(cost_usd) AS "costUsd"
      FROM (
        SELECT step, arm, trace_id, latency_ms, cost_usd, status, error_type FROM traces
        WHERE ${conditions(transaction, filter)} ORDER BY started_at DESC, span_id DESC LIMIT ${MOST_SUMMARIZED}
      ) recent
      GROUP BY step, arm ORDER BY sum(cost_usd) DESC NULLS LAST, count(*) DESC LIMIT ${MOST_STEPS}`;
  });
}

const MOST_SUMMARIZED = 100_000;
const MOST_STEPS = 500;

type Fragment = ReturnType<Queryable>;

/** As in the partial index on failures. */
function failed(database: Queryable): Fragment {
  return database`(status NOT BETWEEN 200 AND 299 OR error_type IS NOT NULL)`;
}

function conditions(database: Queryable, filter: Omit<TraceFilter, 'limit' | 'after'>): Fragment {
  const { label, end, from, to, text } = filter;
  const parts: Fragment[] = [database`true`];
  const and = (value: unknown, condition: () => Fragment): void => {
    if (value !== undefined) parts.push(database` AND ${condition()}`);
  };
  and(filter.route, () => database`route = ${filter.route ?? ''}`);
  and(filter.routeVersion, () => database`route_version = ${filter.routeVersion ?? 0}`);
  and(filter.releaseId, () => database`release_id = ${filter.releaseId ?? ''}`);
  and(filter.traceId, () => database`trace_id = ${filter.traceId ?? ''}`);
  and(filter.arm, () => database`arm = ${filter.arm ?? ''}`);
  and(filter.step, () => database`step = ${filter.step ?? ''}`);
  and(filter.session, () => database`session = ${filter.session ?? ''}`);
  and(filter.user, () => database`user_id = ${filter.user ?? ''}`);
  and(label, () => database`labels->>${label?.name ?? ''} = ${label?.value ?? ''}`);
  if (end === 'ok') parts.push(database` AND NOT ${failed(database)}`);
  if (end === 'error') parts.push(database` AND ${failed(database)}`);
  if (end === 'timeout') parts.push(database` AND ${failed(database)} AND timed_out`);
  and(filter.status, () => database`status = ${filter.status ?? 0}`);
  and(filter.errorType, () => database`error_type = ${filter.errorType ?? ''}`);
  and(filter.minCostUsd, () => database`cost_usd >= ${filter.minCostUsd ?? 0}`);
  and(filter.minLatencyMs, () => database`latency_ms >= ${filter.minLatencyMs ?? 0}`);
  and(filter.maxLatencyMs, () => database`latency_ms <= ${filter.maxLatencyMs ?? 0}`);
  and(from, () => database`started_at >= ${from ?? new Date(0)}`);
  and(to, () => database`started_at < ${to ?? new Date(0)}`);
  and(
    text,
    () => database`(trace_id, span_id) IN (
      SELECT trace_id, span_id FROM trace_bodies WHERE search @@ websearch_to_tsquery('simple', ${text ?? ''})
        ${from === undefined ? database`` : database`AND started_at >= ${from}`}
        ${to === undefined ? database`` : database`AND started_at < ${to}`})`,
  );
  return parts.reduce((all, part) => database`${all}${part}`);
}

/** Carries out a search, which is ended when it takes too long. */
export async function boundedSearch<Result>(
  database: Database,
  search: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  try {
    return (await database.begin('READ ONLY', async (transaction) => {
      await transaction`SELECT set_config('statement_timeout', ${String(SEARCH_MS)}, true)`;
      return search(transaction);
    })) as Result;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === QUERY_CANCELED)) throw error;
    const message = `The search was ended after ${SEARCH_MS / 1_000} s: name a route, a release, a session or a user, or a shorter time range`;
    throw new TidegateError('invalid_input', message, { cause: error });
  }
}
