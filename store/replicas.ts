import type { ReplicaId } from '../core/ids.ts';
import { LEASE } from '../core/route/snapshot.ts';
import type { Database, Queryable } from './database.ts';

export interface ReplicaReport {
  readonly replica: ReplicaId;
  /** Version of the snapshot that the replica runs; 0 before its first. */
  readonly appliedSnapshot: number;
  readonly address: string;
}

export interface HeartbeatAnswer {
  /** Version of the newest publication. */
  readonly snapshotVersion: number;
  /** By release: how many ms its watch lease still holds, counted from when the store read it. */
  readonly watchRemainingMs: Readonly<Record<string, number>>;
  /** Releases whose shadow has spent what it may. */
  readonly mirrorStopped: readonly string[];
  /** How many replicas live, this one included. */
  readonly liveReplicas: number;
}

/** Says that the replica lives and what it runs; brings back what it needs to renew its leases. */
export async function heartbeat(database: Database, report: ReplicaReport): Promise<HeartbeatAnswer> {
  const [row] = await database<HeartbeatRow[]>`
    WITH seen AS (
      INSERT INTO replicas (id, address, applied_snapshot)
      VALUES (${report.replica}, ${report.address}, ${report.appliedSnapshot})
      ON CONFLICT (id) DO UPDATE SET last_seen = clock_timestamp(),
        applied_snapshot = greatest(replicas.applied_snapshot, excluded.applied_snapshot)
      RETURNING id
    )
    SELECT head.version,
      (SELECT jsonb_object_agg(release_id, ${LEASE.watchMs} - 1000 * extract(epoch FROM clock_timestamp() - watched_at))
       FROM release_watches WHERE watched_at > clock_timestamp() - ${LEASE.watchMs} * interval '1 millisecond') AS watches,
      (SELECT array_agg(release_id) FROM release_watches WHERE mirror_stopped) AS stopped,
      (SELECT count(*) FROM replicas WHERE last_seen > clock_timestamp() - ${LEASE.replicaMs} * interval '1 millisecond') AS live
    FROM snapshot_head head, seen`;
  if (row === undefined) throw new Error('snapshot_head has no row: the schema is damaged');
  return {
    snapshotVersion: row.version,
    watchRemainingMs: row.watches ?? {},
    mirrorStopped: row.stopped ?? [],
    liveReplicas: Math.max(1, row.live),
  };
}

interface HeartbeatRow {
  version: number;
  watches: Record<string, number> | null;
  stopped: string[] | null;
  live: number;
}

/** Takes the replica out of the count at a clean end. */
export async function leave(database: Database, replica: ReplicaId): Promise<void> {
  await database`DELETE FROM replicas WHERE id = ${replica}`;
}

export interface ReplicaRow {
  readonly id: ReplicaId;
  readonly address: string;
  readonly startedAt: Date;
  readonly appliedSnapshot: number;
  /** Whether its lease may still hold: it was seen within the lease's time. */
  readonly live: boolean;
  readonly silentMs: number;
}

/**
 * Every replica heard of within a day. A replica's lease starts before its heartbeat is sent, the store's `last_seen`
 * when it arrives: once the store has heard nothing for the lease's time, the replica serves no candidate any more.
 */
export async function listReplicas(database: Queryable): Promise<readonly ReplicaRow[]> {
  return database<ReplicaRow[]>`
    SELECT id, address, started_at AS "startedAt", applied_snapshot AS "appliedSnapshot",
      last_seen > clock_timestamp() - ${LEASE.replicaMs} * interval '1 millisecond' AS live,
      1000 * extract(epoch FROM clock_timestamp() - last_seen)::double precision AS "silentMs"
    FROM replicas WHERE last_seen > clock_timestamp() - interval '1 day'
    ORDER BY started_at`;
}

/** Renews the watch of a release: its exposure lapses when nobody does. */
export async function watchRelease(database: Queryable, releaseId: string): Promise<void> {
  await database`
    INSERT INTO release_watches (release_id) VALUES (${releaseId})
    ON CONFLICT (release_id) DO UPDATE SET watched_at = clock_timestamp()`;
}

/**
 * Keeps the watch of a release up, and says whether its mirroring stays stopped. False where there is none to keep: its exposure was
 * ended by somebody else.
 */
export async function renewWatch(
  database: Queryable,
  releaseId: string,
  { mirrorStopped }: { readonly mirrorStopped: boolean },
): Promise<boolean> {
  const renewed = await database`
    UPDATE release_watches SET watched_at = clock_timestamp(), mirror_stopped = ${mirrorStopped} WHERE release_id = ${releaseId} RETURNING release_id`;
  return renewed.length > 0;
}

/** Ends the watch: the exposure is over. */
export async function unwatchRelease(database: Queryable, releaseId: string): Promise<void> {
  await database`DELETE FROM release_watches WHERE release_id = ${releaseId}`;
}
