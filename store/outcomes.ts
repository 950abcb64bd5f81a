import type { ReleaseId } from '../core/ids.ts';
import type { ArmLook, CohortPairs } from '../core/decision/look.ts';
import type { Cursor, Flush } from '../core/llm/flush.ts';
import { type Database, json, type Transaction } from './database.ts';
import { addToOpenTraces } from './open-traces.ts';
import { insertBodies } from './trace-bodies.ts';
import { insertTraces } from './trace-rows.ts';
import { addUsage } from './usage.ts';

/** Stores a replica's flush, all of it or nothing; a flush that is there already changes nothing. */
export async function writeFlush(database: Database, flush: Flush): Promise<void> {
  await database.begin(async (transaction) => {
    const fresh = await transaction`
      INSERT INTO flush_cursors (replica, sequence) VALUES (${flush.replica}, ${flush.sequence})
      ON CONFLICT (replica) DO UPDATE SET sequence = excluded.sequence WHERE flush_cursors.sequence < excluded.sequence
      RETURNING sequence`;
    if (fresh.length === 0) return;
    await insertStatistics(transaction, flush);
    await insertTraces(transaction, flush.traces);
    await addToOpenTraces(transaction, flush.tallies ?? []);
    await insertBodies(transaction, flush.bodies ?? []);
    await addUsage(transaction, flush.usage ?? []); // the last: its rows are those of other replicas too
  });
}

/** What is new of a release since the cursor, and the cursor after it. At most `limit` flushes at once. */
export async function readEvidence(
  database: Database,
  releaseId: ReleaseId,
  cursor: Cursor,
  limit = 5_000,
): Promise<{ readonly arms: readonly ArmLook[]; readonly pairs: readonly CohortPairs[]; readonly cursor: Cursor }> {
  // Replica by replica, so that each look costs what is new, however long the release has run.
  const rows = await database<EvidenceRow[]>`
    SELECT news.replica, news.sequence, news.arms, news.pairs
    FROM flush_cursors known
    LEFT JOIN jsonb_each_text(${json(database, cursor)}) seen ON seen.key = known.replica
    CROSS JOIN LATERAL (
      SELECT s.replica, s.sequence, s.arms, s.pairs FROM outcome_statistics s
      WHERE s.release_id = ${releaseId} AND s.replica = known.replica AND s.sequence > coalesce(seen.value::bigint, 0)
      ORDER BY s.sequence LIMIT ${limit}
    ) news
    WHERE known.sequence > coalesce(seen.value::bigint, 0)
    ORDER BY news.replica, news.sequence LIMIT ${limit}`;
  const next: Record<string, number> = { ...cursor };
  for (const row of rows) next[row.replica] = row.sequence;
  return { arms: rows.flatMap((row) => row.arms), pairs: rows.flatMap((row) => row.pairs), cursor: next };
}

interface EvidenceRow {
  replica: string;
  sequence: number;
  arms: ArmLook[];
  pairs: CohortPairs[];
}

async function insertStatistics(transaction: Transaction, flush: Flush): Promise<void> {
  const byRelease = new Map<string, { arms: ArmLook[]; pairs: CohortPairs[] }>();
  const of = (releaseId: string): { arms: ArmLook[]; pairs: CohortPairs[] } => {
    const known = byRelease.get(releaseId) ?? { arms: [], pairs: [] };
    byRelease.set(releaseId, known);
    return known;
  };
  for (const { releaseId, ...arm } of flush.statistics) of(releaseId).arms.push(arm);
  for (const { releaseId, ...pairs } of flush.pairs) of(releaseId).pairs.push(pairs);
  for (const [releaseId, { arms, pairs }] of byRelease) {
    await transaction`
      INSERT INTO outcome_statistics (release_id, replica, sequence, arms, pairs)
      VALUES (${releaseId}, ${flush.replica}, ${flush.sequence}, ${json(transaction, arms)}, ${json(transaction, pairs)})`;
  }
}
