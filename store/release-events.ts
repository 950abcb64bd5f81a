import type { GateReport } from '../core/decision/report.ts';
import type { Verdict } from '../core/decision/verdict.ts';
import type { ReleaseId } from '../core/ids.ts';
import type { ReleaseEventType, ReleaseRow } from '../core/release/record.ts';
import type { Stage } from '../core/release/stage.ts';
import type { ReleaseStatus } from '../core/release/status.ts';
import { appendAudit } from './audit.ts';
import { type Database, json, type Queryable, type Transaction } from './database.ts';
import { enqueueNotifications } from './notifications.ts';

export const RELEASE_CHANNEL = 'tidegate_release';

/** One entry of a release's timeline. */
export interface ReleaseEventRow {
  readonly sequence: number;
  readonly at: Date;
  readonly type: ReleaseEventType;
  readonly actor: string;
  readonly status: ReleaseStatus;
  readonly stage: Stage;
  readonly weight: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, string | number>>;
  readonly gates: readonly GateReport[];
  readonly snapshotVersion: number | null;
}

export interface NewEvent {
  readonly row: ReleaseRow;
  readonly type: ReleaseEventType;
  readonly details: Readonly<Record<string, string | number>>;
  readonly generation?: number;
  readonly snapshotVersion?: number;
}

/** Records a transition that changes no exposure. A sequence that is there already changes nothing. */
export async function recordEvent(database: Database, event: NewEvent, ended: boolean): Promise<void> {
  await database.begin(async (transaction) => {
    const earlier = await findEvent(transaction, event.row.releaseId, event.row.sequence);
    if (earlier !== undefined && isSameTransition(earlier, event.type, event.row)) return;
    const row = earlier === undefined ? event.row : await renumbered(transaction, event.row);
    await insertEvent(transaction, { ...event, row });
    await updateRelease(transaction, row, ended);
    await appendAudit(transaction, {
      actor: event.row.actor,
      action: `release.${event.type}`,
      subject: `release/${event.row.releaseId}`,
      reason: event.row.reason,
      after: { route: event.row.route, status: event.row.status, weight: event.row.weight, ...event.details },
    });
  });
}

/** Whether the number stands for this very transition. It does not where a workflow was reset to an earlier moment. */
export function isSameTransition(earlier: EarlierEvent, type: ReleaseEventType, row: ReleaseRow): boolean {
  return earlier.type === type && earlier.weight === row.weight;
}

/** The row under the release's next free number. */
export async function renumbered(transaction: Transaction, row: ReleaseRow): Promise<ReleaseRow> {
  const [last] = await transaction<{ sequence: number }[]>`
    SELECT max(sequence) AS sequence FROM release_events WHERE release_id = ${row.releaseId}`;
  return { ...row, sequence: (last?.sequence ?? row.sequence) + 1 };
}

/** What a transition that was written before came to. */
export interface EarlierEvent {
  readonly type: ReleaseEventType;
  readonly weight: number;
  readonly generation: number | null;
  readonly snapshotVersion: number | null;
}

export async function findEvent(
  transaction: Queryable,
  releaseId: ReleaseId,
  sequence: number,
): Promise<EarlierEvent | undefined> {
  const [event] = await transaction<EarlierEvent[]>`
    SELECT type, weight, generation, snapshot_version AS "snapshotVersion" FROM release_events
    WHERE release_id = ${releaseId} AND sequence = ${sequence}`;
  return event;
}

export async function insertEvent(transaction: Transaction, event: NewEvent): Promise<void> {
  const { row } = event;
  await transaction`
    INSERT INTO release_events (release_id, sequence, at, type, actor, status, stage, weight, reason, details, gates, generation, snapshot_version)
    VALUES (${row.releaseId}, ${row.sequence}, clock_timestamp(), ${event.type}, ${row.actor}, ${row.status}, ${row.stage},
      ${row.weight}, ${row.reason}, ${json(transaction, event.details)}, ${json(transaction, row.gates)},
      ${event.generation ?? null}, ${event.snapshotVersion ?? null})`;
  const { releaseId: release, route, sequence, stage, status, weight, actor, reason } = row;
  const notified = { event: event.type, release, route, sequence, stage, status, weight, actor, reason };
  await enqueueNotifications(transaction, notified);
}

/** The release's row follows its newest event; an older one that comes late does not turn it back. */
export async function updateRelease(transaction: Transaction, row: ReleaseRow, ended: boolean): Promise<void> {
  await transaction`
    UPDATE releases SET status = ${row.status}, stage = ${row.stage}, weight = ${row.weight}, reason = ${row.reason},
      gates = ${json(transaction, row.gates)}, sequence = ${row.sequence},
      ended_at = ${ended ? transaction`coalesce(ended_at, clock_timestamp())` : transaction`ended_at`}
    WHERE id = ${row.releaseId} AND sequence <= ${row.sequence}`;
  await transaction`SELECT pg_notify(${RELEASE_CHANNEL}, ${row.releaseId})`;
}

/** Whether the release has exposed anything yet: before that, the route is not its own to lose. */
export async function hasPublished(database: Queryable, releaseId: ReleaseId): Promise<boolean> {
  const published = await database`
    SELECT 1 FROM release_events WHERE release_id = ${releaseId} AND snapshot_version IS NOT NULL LIMIT 1`;
  return published.length > 0;
}

/** The timeline after a sequence, oldest first. */
export async function listEvents(
  database: Queryable,
  releaseId: string,
  after = -1,
): Promise<readonly ReleaseEventRow[]> {
  return database<ReleaseEventRow[]>`
    SELECT sequence, at, type, actor, status, stage, weight, reason, details, gates, snapshot_version AS "snapshotVersion"
    FROM release_events WHERE release_id = ${releaseId} AND sequence > ${after} ORDER BY sequence`;
}

/** How long ago a release published a snapshot, ms; `undefined` where it did not. */
export async function sincePublicationMs(
  database: Queryable,
  releaseId: ReleaseId,
  snapshotVersion: number,
): Promise<number | undefined> {
  const [event] = await database<{ sinceMs: number }[]>`
    SELECT 1000 * extract(epoch FROM clock_timestamp() - max(at))::double precision AS "sinceMs" FROM release_events
    WHERE release_id = ${releaseId} AND snapshot_version = ${snapshotVersion} HAVING count(*) > 0`;
  return event?.sinceMs;
}

/** What the engine saw and said at one moment, for plots and for whoever watches. */
export interface Observation {
  readonly at: Date;
  readonly stage: Stage;
  readonly weight: number;
  readonly verdict: Verdict;
  readonly gates: readonly GateReport[];
}

/** Notes what a look came to. */
export async function noteObservation(
  database: Database,
  releaseId: ReleaseId,
  observation: Omit<Observation, 'at'>,
): Promise<void> {
  await database`
    WITH shown AS (
      UPDATE releases SET gates = ${json(database, observation.gates)} WHERE id = ${releaseId} AND ended_at IS NULL
    )
    INSERT INTO release_observations (release_id, at, stage, weight, verdict, gates)
    VALUES (${releaseId}, clock_timestamp(), ${observation.stage}, ${observation.weight},
      ${json(database, observation.verdict)}, ${json(database, observation.gates)})`;
  await database`SELECT pg_notify(${RELEASE_CHANNEL}, ${releaseId})`;
}

export async function newestObservation(database: Queryable, releaseId: string): Promise<Observation | undefined> {
  const [observation] = await database<Observation[]>`
    SELECT at, stage, weight, verdict, gates FROM release_observations
    WHERE release_id = ${releaseId} ORDER BY at DESC LIMIT 1`;
  return observation;
}

/** Observations after a moment, oldest first, at most `limit`, evenly thinned where there are more. */
export async function listObservations(
  database: Queryable,
  releaseId: string,
  after: Date,
  limit: number,
): Promise<readonly Observation[]> {
  return database<Observation[]>`
    WITH numbered AS (
      SELECT at, stage, weight, verdict, gates, row_number() OVER (ORDER BY at DESC) - 1 AS place, count(*) OVER () AS total
      FROM release_observations WHERE release_id = ${releaseId} AND at > ${after}
    )
    SELECT at, stage, weight, verdict, gates FROM numbered
    WHERE place % greatest(1, ceil(total::double precision / ${limit})::bigint) = 0 ORDER BY at`;
}
