import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/activity';
import { awaitAcknowledgements } from '../../activities/await-acknowledgements.ts';
import { asReleaseId, asReplicaId } from '../../core/ids.ts';
import { LEASE } from '../../core/route/snapshot.ts';
import { heartbeat } from '../../store/replicas.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import type { Acknowledged } from '../../workflows/contract.ts';
import { waitFor } from '../support/wait-for.ts';
import { givenRelease, givenRoute, publish } from '../store/given.ts';
import { testOutbound } from '../support/outbound.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { attempt } from './given.ts';

let store: TestDatabase;
let release: ReleaseRecord;
let snapshotVersion: number;

beforeAll(async () => {
  store = await createTestDatabase();
  await givenRoute(store.database);
  release = await givenRelease(store.database, asReleaseId('rel_1'));
  const published = await publish(store.database, release, { sequence: 1, generation: release.generation });
  if (!published.published) throw new Error(published.reason);
  ({ snapshotVersion } = published);
});
afterAll(() => store.drop());
beforeEach(() => store.database`DELETE FROM replicas`);

const runs = (replica: string, appliedSnapshot: number) =>
  heartbeat(store.database, { replica: asReplicaId(replica), appliedSnapshot, address: '127.0.0.1:1' });
const waiting = (environment = attempt()): Promise<Acknowledged> => {
  const dependencies = { database: store.database, clock: Date, readSecret: () => '', outbound: testOutbound };
  return environment.run(awaitAcknowledgements, dependencies, { releaseId: release.id, snapshotVersion });
};

test('all live replicas that run the snapshot are counted, and so is the time since it was published', async () => {
  await runs('r1', snapshotVersion);
  await runs('r2', snapshotVersion + 1);
  const { replicas, tookMs } = await waiting();
  expect(replicas).toBe(2);
  expect(tookMs).toBeGreaterThan(0);
});

test('a replica that has registered and runs nothing yet is waited for', async () => {
  await runs('r1', 0);
  const environment = attempt();
  const lagging: unknown[] = [];
  environment.on('heartbeat', (details) => lagging.push(details));
  const acknowledged = waiting(environment);
  await waitFor(() => lagging.length >= 3, { within: '5s' });
  expect(lagging.at(-1)).toEqual(['r1 at 127.0.0.1:1 runs 0']);
  await runs('r1', snapshotVersion);
  expect(await acknowledged).toMatchObject({ replicas: 1 });
});

test('a silent replica is waited for as long as its lease may hold, and no longer', async () => {
  await runs('r1', snapshotVersion - 1);
  await store.database`UPDATE replicas SET last_seen = now() - ${LEASE.replicaMs - 1_000} * interval '1 millisecond'`;
  const startedAt = performance.now();
  expect(await waiting()).toMatchObject({ replicas: 0 });
  expect(performance.now() - startedAt).toBeGreaterThan(800);
});

test('whoever cancels it gets its end', async () => {
  await runs('r1', 0);
  const environment = attempt();
  const acknowledged = waiting(environment);
  environment.on('heartbeat', () => environment.cancel());
  await expect(acknowledged).rejects.toThrow(CancelledFailure);
});
