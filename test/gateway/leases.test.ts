import { afterEach, expect, test } from '@jest/globals';
import { LEASE } from '../../core/route/snapshot.ts';
import { waitFor } from '../support/wait-for.ts';
import { QUESTION, RELEASE, ROUTE, routeOf, World } from './given.ts';
import { TestClock } from './test-clock.ts';

let world: World;
afterEach(() => world.end());

const ALL_ON_CANDIDATE = { rollout: { weight: 1 } };

async function arm(): Promise<string | null> {
  const { response } = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }).withResponse();
  return response.headers.get('x-tidegate-arm');
}

test('a replica that can not reach the store serves stable once its lease is over, and the candidate again after', async () => {
  const clock = new TestClock();
  world = await World.given({ ...ALL_ON_CANDIDATE, clock });
  expect(await arm()).toBe('candidate');
  world.snapshots.broken.heartbeat = new Error('no route to host');
  clock.monotonicAheadMs += LEASE.replicaMs - 2_000;
  expect(await arm()).toBe('candidate');
  clock.monotonicAheadMs += 2_000;
  expect(await arm()).toBe('stable');
  delete world.snapshots.broken.heartbeat;
  await world.heartbeats(1);
  expect(await arm()).toBe('candidate');
});

test('a machine that slept serves stable when it wakes', async () => {
  const clock = new TestClock();
  world = await World.given({ ...ALL_ON_CANDIDATE, clock });
  world.snapshots.broken.heartbeat = new Error('not yet');
  clock.wallAheadMs += LEASE.replicaMs;
  expect(await arm()).toBe('stable');
});

test('a release that nobody watches is served stable, and by its candidate again when the watch is back', async () => {
  world = await World.given(ALL_ON_CANDIDATE);
  world.snapshots.watches = {};
  await world.heartbeats(2);
  expect(await arm()).toBe('stable');
  world.snapshots.watches = { [RELEASE]: 5_000 };
  await world.heartbeats(2);
  expect(await arm()).toBe('candidate');
});

test('what is left of a watch lapses by itself', async () => {
  const clock = new TestClock();
  world = await World.given({ ...ALL_ON_CANDIDATE, clock });
  world.snapshots.watches = { [RELEASE]: 800 };
  await world.heartbeats(2);
  expect(await arm()).toBe('candidate');
  world.snapshots.broken.heartbeat = new Error('gone');
  clock.monotonicAheadMs += 900;
  expect(await arm()).toBe('stable');
});

test('a rollback reaches a request that is between two tries', async () => {
  world = await World.given({ ...ALL_ON_CANDIDATE, stable: { retries: { attempts: 1 } } });
  world.behaves('candidate-model', { errorRate: 1, errorStatus: 503, retryAfterMs: 400 });
  const asked = arm();
  await waitFor(() => world.provider.calls.get('candidate-model')?.calls === 1, { within: '5s' });
  world.snapshots.publish({ routes: new Map([[ROUTE, routeOf({})]]) });
  expect(await asked).toBe('stable');
  expect(world.provider.calls.get('candidate-model')?.calls).toBe(1);
});

test('while the lease does not hold, calls are counted at weight 0', async () => {
  world = await World.given(ALL_ON_CANDIDATE);
  world.snapshots.watches = {};
  await world.heartbeats(2);
  await arm();
  expect(await world.recorded(1)).toMatchObject([{ arm: 'stable', weight: 0, releaseId: RELEASE }]);
});
