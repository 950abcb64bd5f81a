import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asReplicaId } from '../../core/ids.ts';
import { LEASE } from '../../core/route/snapshot.ts';
import { heartbeat, leave, listReplicas, renewWatch, unwatchRelease, watchRelease } from '../../store/replicas.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const REPLICA = asReplicaId('r1');
let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
});
afterAll(() => store.drop());

test('a heartbeat brings the newest version and what is left of each watch', async () => {
  await watchRelease(store.database, 'rel_watched');
  await store.database`INSERT INTO release_watches VALUES ('rel_lapsed', now() - ${LEASE.watchMs + 1} * interval '1 millisecond')`;
  const answer = await heartbeat(store.database, { replica: REPLICA, appliedSnapshot: 0, address: '127.0.0.1:1' });
  expect(answer.snapshotVersion).toBeGreaterThan(0);
  expect(Object.keys(answer.watchRemainingMs)).toEqual(['rel_watched']);
  expect(answer.watchRemainingMs['rel_watched']).toBeLessThanOrEqual(LEASE.watchMs);
});

test('a shadow that has spent what it may is told to every replica, until its watch says otherwise', async () => {
  const beat = () => heartbeat(store.database, { replica: REPLICA, appliedSnapshot: 0, address: '127.0.0.1:1' });
  await watchRelease(store.database, 'rel_spent');
  expect((await beat()).mirrorStopped).toEqual([]);
  await renewWatch(store.database, 'rel_spent', { mirrorStopped: true });
  expect((await beat()).mirrorStopped).toEqual(['rel_spent']);
  await renewWatch(store.database, 'rel_spent', { mirrorStopped: false });
  expect((await beat()).mirrorStopped).toEqual([]);
});

test('a watch that is ended is gone at the next heartbeat', async () => {
  await watchRelease(store.database, 'rel_over');
  await unwatchRelease(store.database, 'rel_over');
  const answer = await heartbeat(store.database, { replica: REPLICA, appliedSnapshot: 0, address: '127.0.0.1:1' });
  expect(answer.watchRemainingMs).not.toHaveProperty('rel_over');
});

test('a replica counts as live until it has been silent for its lease, and not at all after it left', async () => {
  await heartbeat(store.database, { replica: REPLICA, appliedSnapshot: 3, address: '127.0.0.1:1' });
  expect(await listReplicas(store.database)).toMatchObject([{ id: REPLICA, live: true, appliedSnapshot: 3 }]);
  await store.database`UPDATE replicas SET last_seen = now() - ${LEASE.replicaMs + 1} * interval '1 millisecond'`;
  expect(await listReplicas(store.database)).toMatchObject([{ id: REPLICA, live: false }]);
  await leave(store.database, REPLICA);
  expect(await listReplicas(store.database)).toEqual([]);
});
