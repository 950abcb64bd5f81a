import { z } from 'zod';
import type { Operation, Verdict } from '../core/limits/counters.ts';
import type { LimitEvent } from '../core/limits/event.ts';
import type { Database } from './database.ts';

const verdictsSchema = z.array(
  z.object({
    refusedBy: z.number().int().nullable(),
    readings: z.array(z.tuple([z.number(), z.number().nullable()])),
  }),
);

/** Carries out the operations in their order, in one round trip and one transaction. */
export async function applyLimitOperations(
  database: Database,
  operations: readonly Operation[],
): Promise<readonly Verdict[]> {
  const [row] = await database<{ verdicts: unknown }[]>`
    SELECT apply_limit_operations(${JSON.stringify(operations.map(compact))}::text::jsonb) AS verdicts`;
  return verdictsSchema.parse(row?.verdicts).map(({ refusedBy, readings }) => ({
    ...(refusedBy !== null && { refusedBy }),
    readings: readings.map(([sum, oldest]) => ({ sum, oldest })),
  }));
}

function compact({ kind, entries }: Operation): object {
  return {
    kind,
    entries: entries.map(({ counter, bucket, from, amount, max, keepMs }) => [
      counter,
      bucket,
      from,
      amount,
      max ?? null,
      Math.ceil(keepMs),
    ]),
  };
}

/** Writes down what limits came to. The same again changes nothing. */
export async function recordLimitEvents(database: Database, events: readonly LimitEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ counter, windowStartMs, level, limitId, used, max, measure }) => ({
    counter,
    window_start: new Date(windowStartMs),
    level,
    limit_id: limitId,
    used,
    max,
    measure,
  }));
  await database`INSERT INTO limit_events ${database(rows)} ON CONFLICT DO NOTHING`;
}

export interface LimitEventRow extends Omit<LimitEvent, 'windowStartMs'> {
  readonly windowStart: Date;
  readonly at: Date;
}

export interface LimitEventFilter {
  readonly limitId?: string | undefined;
  readonly level?: string | undefined;
  /** Where the page before ended. */
  readonly after?: readonly [at: string, counter: string, level: string] | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listLimitEvents(
  database: Database,
  { limitId, level, after, limit }: LimitEventFilter,
): Promise<readonly LimitEventRow[]> {
  return database<LimitEventRow[]>`
    SELECT counter, window_start AS "windowStart", level, limit_id AS "limitId", used, max, measure, at
    FROM limit_events WHERE true
      ${limitId === undefined ? database`` : database`AND limit_id = ${limitId}`}
      ${level === undefined ? database`` : database`AND level = ${level}`}
      ${
        after === undefined
          ? database``
          : database`AND (date_trunc('milliseconds', at), counter, level) < (${after[0]}::timestamptz, ${after[1]}, ${after[2]})`
      }
    ORDER BY date_trunc('milliseconds', at) DESC, counter DESC, level DESC LIMIT ${limit}`;
}

/** Deletes counters that count no longer, a bounded number at a time, and events older than 40 days. */
export async function pruneLimits(database: Database): Promise<void> {
  await database`
    DELETE FROM limit_counters WHERE counter IN
      (SELECT counter FROM limit_counters WHERE expires_at < clock_timestamp() LIMIT 10000 FOR UPDATE SKIP LOCKED)
      AND expires_at < clock_timestamp()`;
  await database`DELETE FROM limit_events WHERE at < clock_timestamp() - interval '40 days'`;
}
