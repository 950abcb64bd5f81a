import type { ReleasePairs, ReleaseStatistics } from '../core/llm/flush.ts';
import { json, type Transaction } from './database.ts';

/** Who writes evidence that comes after its call. Each has one cursor, as a replica does. */
export type LateWriter = 'feedback' | 'judge';

/**
 * Opens a batch of late evidence: until the transaction ends, nobody else writes under that name, so sequences are
 * committed in their order and `readEvidence` reads each once. Take this lock before all others.
 */
export async function beginLateBatch(transaction: Transaction, writer: LateWriter): Promise<void> {
  await transaction`
    INSERT INTO flush_cursors (replica, sequence) VALUES (${writer}, 0)
    ON CONFLICT (replica) DO UPDATE SET sequence = flush_cursors.sequence`;
}

/** Adds evidence to the statistics of its releases, within a batch that was begun. Nothing new is no batch. */
export async function writeLateStatistics(
  transaction: Transaction,
  writer: LateWriter,
  statistics: readonly ReleaseStatistics[],
  pairs: readonly ReleasePairs[] = [],
): Promise<void> {
  const releases = new Set([...statistics, ...pairs].map(({ releaseId }) => releaseId));
  if (releases.size === 0) return;
  const [cursor] = await transaction<{ sequence: number }[]>`
    UPDATE flush_cursors SET sequence = sequence + 1 WHERE replica = ${writer} RETURNING sequence`;
  if (cursor === undefined) throw new Error('A late batch was not begun');
  for (const release of releases) {
    const arms = statistics.filter(({ releaseId }) => releaseId === release).map(({ releaseId: _, ...arm }) => arm);
    const both = pairs.filter(({ releaseId }) => releaseId === release).map(({ releaseId: _, ...pair }) => pair);
    await transaction`
      INSERT INTO outcome_statistics (release_id, replica, sequence, arms, pairs)
      VALUES (${release}, ${writer}, ${cursor.sequence}, ${json(transaction, arms)}, ${json(transaction, both)})`;
  }
}
