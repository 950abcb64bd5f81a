import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asReleaseId, asReplicaId, type ReplicaId } from '../../core/ids.ts';
import type { Cursor, Flush } from '../../core/llm/flush.ts';
import { readEvidence, writeFlush } from '../../store/outcomes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
});
afterAll(() => store.drop());

test('a flush that is written twice counts once', async () => {
  const release = asReleaseId('rel_twice');
  const flush = flushOf(asReplicaId('a1'), 1, release, 7);
  await Promise.all([writeFlush(store.database, flush), writeFlush(store.database, flush)]);
  await writeFlush(store.database, flush);
  expect(requestsIn(await readEvidence(store.database, release, {}))).toBe(7);
});

test('a reader with a cursor sees each flush of each replica exactly once, however reads and writes interleave', async () => {
  const release = asReleaseId('rel_once');
  const replicas = ['b1', 'b2', 'b3'].map(asReplicaId);
  let seen = 0;
  let cursor: Cursor = {};
  const read = async (): Promise<void> => {
    const evidence = await readEvidence(store.database, release, cursor, 4);
    seen += requestsIn(evidence);
    ({ cursor } = evidence);
  };
  const writer = async (replica: ReplicaId): Promise<void> => {
    for (let sequence = 1; sequence <= 12; sequence += 1) {
      await writeFlush(store.database, flushOf(replica, sequence, release, sequence));
      if (sequence % 3 === 0) await read1();
    }
  };
  let reading: Promise<void> = Promise.resolve();
  const read1 = (): Promise<void> => (reading = reading.then(read));
  await Promise.all(replicas.map(writer));
  for (let more = 0; more < 12; more += 1) await read1();
  expect(seen).toBe(replicas.length * ((12 * 13) / 2));
  expect(cursor).toEqual({ b1: 12, b2: 12, b3: 12 });
});

test('a release does not see the evidence of another', async () => {
  await writeFlush(store.database, flushOf(asReplicaId('c1'), 1, asReleaseId('rel_mine'), 3));
  expect(requestsIn(await readEvidence(store.database, asReleaseId('rel_theirs'), {}))).toBe(0);
});

function flushOf(
  replica: ReplicaId,
  sequence: number,
  releaseId: ReturnType<typeof asReleaseId>,
  requests: number,
): Flush {
  return {
    replica,
    sequence,
    statistics: [
      { releaseId, arm: 'candidate', cohort: 'all', weight: 0.1, statistics: { requests, rates: {}, values: {} } },
    ],
    pairs: [],
    traces: [],
  };
}

function requestsIn(evidence: Awaited<ReturnType<typeof readEvidence>>): number {
  return evidence.arms.reduce((sum, arm) => sum + arm.statistics.requests, 0);
}
