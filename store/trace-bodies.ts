import type { CapturedBody } from '../core/llm/flush.ts';
import { json, type Queryable, type Transaction } from './database.ts';

export async function insertBodies(transaction: Transaction, bodies: readonly CapturedBody[]): Promise<void> {
  if (bodies.length === 0) return;
  await transaction`
    INSERT INTO trace_bodies (started_at, trace_id, span_id, prompt, answer, truncated, redactions)
    SELECT to_timestamp("startedAtMs" / 1000), "traceId", "spanId", prompt, answer, truncated, redactions
    FROM jsonb_to_recordset(${json(transaction, bodies)}) AS body("startedAtMs" double precision, "traceId" text,
      "spanId" text, prompt text, answer text, truncated boolean, redactions integer)`;
}

export type StoredBody = Omit<CapturedBody, 'traceId' | 'startedAtMs'>;

const MOST_BODIES = 200;

/** The captured bodies of a trace, oldest first; at most two hundred. */
export async function bodiesOfTrace(database: Queryable, traceId: string): Promise<readonly StoredBody[]> {
  return database<StoredBody[]>`
    SELECT span_id AS "spanId", prompt, answer, truncated, redactions FROM trace_bodies
    WHERE trace_id = ${traceId} ORDER BY started_at, span_id LIMIT ${MOST_BODIES}`;
}
