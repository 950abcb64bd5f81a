import type { Outcome } from '../core/llm/outcome.ts';
import type { Queryable } from './database.ts';

export interface TraceFilter {
  readonly route?: string | undefined;
  readonly releaseId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly arm?: string | undefined;
  /** Place of the last call of the page before. */
  readonly after?: TracePlace | undefined;
  readonly limit: number;
}

/** Where a call stands in the order of lists. */
export interface TracePlace {
  readonly startedAtMs: number;
  readonly requestId: string;
  readonly spanId: string;
}

/** Calls, newest first. */
export async function listTraces(database: Queryable, filter: TraceFilter): Promise<readonly Outcome[]> {
  const { route, releaseId, traceId, arm, after } = filter;
  const rows = await database<{ outcome: Outcome }[]>`
    SELECT outcome FROM traces WHERE true
      ${route === undefined ? database`` : database`AND route = ${route}`}
      ${releaseId === undefined ? database`` : database`AND release_id = ${releaseId}`}
      ${traceId === undefined ? database`` : database`AND trace_id = ${traceId}`}
      ${arm === undefined ? database`` : database`AND arm = ${arm}`}
      ${
        after === undefined
          ? database``
          : database`AND (started_at, request_id, span_id)
              < (to_timestamp(${after.startedAtMs}::double precision / 1000), ${after.requestId}, ${after.spanId})`
      }
    ORDER BY started_at DESC, request_id DESC, span_id DESC LIMIT ${filter.limit}`;
  return rows.map((row) => row.outcome);
}
