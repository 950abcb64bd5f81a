import type { Database } from './database.ts';
import { createPartitions, dropPartitions, PARTITIONED } from './partitions.ts';

/** How long what is kept. Counted from the call, or from the end of the release. */
export interface Retention {
  readonly tracesMs: number;
  /** Of captured prompts and answers. */
  readonly bodiesMs: number;
  /** Of the statistics and observations of releases that have ended; their timeline and the audit record stay. */
  readonly evidenceMs: number;
}

const DAY_MS = 86_400_000;

export interface MaintenanceReport {
  readonly created: readonly string[];
  readonly dropped: readonly string[];
  /** Rows by table. */
  readonly deleted: Readonly<Record<string, number>>;
}

const DAYS_AHEAD = 3;
/** Thirteen months, so that a month has the same one of the year before beside it. */
const USAGE_KEPT_MS = 400 * DAY_MS;
const KEYS_KEPT_MS = 7 * DAY_MS;
const BATCH = 5_000;
/** A round deletes no more than this of a table; the next one goes on. */
const MOST_BATCHES = 20;

/** One bounded round: makes the partitions of the next days, drops what is past its time. Safe to run anywhere, at any time. */
export async function maintain(database: Database, retention: Retention, now: Date): Promise<MaintenanceReport> {
  const created: string[] = [];
  const dropped: string[] = [];
  const oldest = { traces: before(now, retention.tracesMs), trace_bodies: before(now, retention.bodiesMs) };
  for (const table of PARTITIONED) {
    created.push(...(await createPartitions(database, table, before(now, DAY_MS), DAYS_AHEAD + 2)));
    dropped.push(...(await dropPartitions(database, table, oldest[table])));
  }
  return { created, dropped, deleted: await deleteRows(database, retention, now) };
}

async function deleteRows(database: Database, retention: Retention, now: Date): Promise<Record<string, number>> {
  const ended = before(now, retention.evidenceMs);
  const statements: Record<string, () => PromiseLike<{ readonly count: number }>> = {
    traces: () => database`
      DELETE FROM traces_default WHERE ctid IN (
        SELECT ctid FROM traces_default WHERE started_at < ${before(now, retention.tracesMs)} LIMIT ${BATCH})`,
    trace_bodies: () => database`
      DELETE FROM trace_bodies_default WHERE ctid IN (
        SELECT ctid FROM trace_bodies_default WHERE started_at < ${before(now, retention.bodiesMs)} LIMIT ${BATCH})`,
    outcome_statistics: () => database`
      DELETE FROM outcome_statistics WHERE ctid IN (
        SELECT s.ctid FROM outcome_statistics s JOIN releases r ON r.id = s.release_id
        WHERE r.ended_at < ${ended} LIMIT ${BATCH})`,
    release_observations: () => database`
      DELETE FROM release_observations WHERE ctid IN (
        SELECT o.ctid FROM release_observations o JOIN releases r ON r.id = o.release_id
        WHERE r.ended_at < ${ended} LIMIT ${BATCH})`,
    open_traces: () => database`
      DELETE FROM open_traces WHERE ctid IN (
        SELECT o.ctid FROM open_traces o JOIN releases r ON r.id = o.release_id
        WHERE r.ended_at < ${before(now, DAY_MS)} LIMIT ${BATCH})`,
    idempotency_keys: () => database`
      DELETE FROM idempotency_keys WHERE ctid IN (
        SELECT ctid FROM idempotency_keys WHERE created_at < ${before(now, KEYS_KEPT_MS)} LIMIT ${BATCH})`,
    usage_hours: () => database`
      DELETE FROM usage_hours WHERE ctid IN (
        SELECT ctid FROM usage_hours WHERE hour < ${before(now, USAGE_KEPT_MS)} LIMIT ${BATCH})`,
    sessions: () => database`
      DELETE FROM sessions WHERE ctid IN (
        SELECT ctid FROM sessions WHERE expires_at < ${now} LIMIT ${BATCH})`,
    cost_alerts: () => database`
      DELETE FROM cost_alerts WHERE ctid IN (
        SELECT ctid FROM cost_alerts WHERE at < ${before(now, USAGE_KEPT_MS)} LIMIT ${BATCH})`,
    replicas: () => database`
      DELETE FROM replicas WHERE ctid IN (
        SELECT ctid FROM replicas WHERE last_seen < ${before(now, KEYS_KEPT_MS)} LIMIT ${BATCH})`,
  };
  const deleted: Record<string, number> = {};
  for (const [table, statement] of Object.entries(statements)) deleted[table] = await inBatches(statement);
  return deleted;
}

async function inBatches(statement: () => PromiseLike<{ readonly count: number }>): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const { count } = await statement();
    deleted += count;
    if (count < BATCH) break;
  }
  return deleted;
}

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);
