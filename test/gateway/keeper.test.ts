import { afterEach, expect, test } from '@jest/globals';
import { asReplicaId } from '../../core/ids.ts';
import type { Snapshot } from '../../core/route/snapshot.ts';
import { systemClock } from '../../gateway/clock.ts';
import { SnapshotKeeper } from '../../gateway/serving/keeper.ts';
import { Leases } from '../../gateway/serving/leases.ts';
import { testOutbound } from '../support/outbound.ts';
import { ProviderPools } from '../../gateway/upstream/provider-pools.ts';
import { createLogger } from '../../platform/log.ts';
import { waitFor } from '../support/wait-for.ts';
import { MemorySnapshots } from './memory.ts';

const EMPTY: Snapshot = { version: 3, routes: new Map(), providers: new Map(), keys: new Map(), limits: new Map() };

let keeper: SnapshotKeeper;
afterEach(() => keeper.stop());

function givenKeeper(source: MemorySnapshots, intervalMs = 20): SnapshotKeeper {
  const leases = new Leases(systemClock);
  const log = createLogger('test', { level: 'silent' });
  keeper = new SnapshotKeeper({
    replica: asReplicaId('gw_1'),
    source,
    targets: new ProviderPools(() => '', testOutbound),
    leases,
    log,
    intervalMs,
  });
  keeper.start('127.0.0.1:1');
  return keeper;
}

test('a replica registers before it reads its first snapshot, and acknowledges at once what it applied', async () => {
  const source = new MemorySnapshots(EMPTY);
  givenKeeper(source, 60_000);
  await waitFor(() => source.log.length === 3, { within: '2s' });
  expect(source.log).toEqual(['heartbeat 0', 'read', 'heartbeat 3']);
});

test('a publication is applied and acknowledged when it is notified', async () => {
  const source = new MemorySnapshots(EMPTY);
  givenKeeper(source, 60_000);
  await waitFor(() => source.beats.at(-1)?.appliedSnapshot === 3, { within: '2s' });
  source.publish({});
  await waitFor(() => source.beats.at(-1)?.appliedSnapshot === 4, { within: '2s' });
});

test('without notifications, the next heartbeat finds what is new', async () => {
  const source = new MemorySnapshots(EMPTY);
  source.listen = async () => Promise.reject(new Error('no notifications here'));
  givenKeeper(source);
  await waitFor(() => source.beats.at(-1)?.appliedSnapshot === 3, { within: '2s' });
  source.publish({});
  await waitFor(() => source.beats.at(-1)?.appliedSnapshot === 4, { within: '2s' });
});

test('a store that is away at the start is waited for', async () => {
  const source = new MemorySnapshots(EMPTY);
  source.broken.heartbeat = new Error('connection refused');
  givenKeeper(source);
  await waitFor(() => source.log.length > 3, { within: '2s' });
  expect(source.log).not.toContain('read');
  expect(keeper.serving).toBeUndefined();
  delete source.broken.heartbeat;
  await waitFor(() => keeper.serving?.snapshot.version === 3, { within: '2s' });
});

test('a snapshot that can not be read leaves the last one in place, and the replica counts as gone until it can', async () => {
  const source = new MemorySnapshots(EMPTY);
  givenKeeper(source);
  await waitFor(() => source.beats.at(-1)?.appliedSnapshot === 3, { within: '2s' });
  source.broken.read = new Error('a kind of provider that this version does not know');
  source.publish({});
  await waitFor(() => keeper.failures > 2, { within: '2s' });
  const beats = source.beats.length;
  await waitFor(() => keeper.failures > 6, { within: '2s' });
  expect(source.beats.length).toBe(beats);
  expect(keeper.serving?.snapshot.version).toBe(3);
  delete source.broken.read;
  await waitFor(() => source.beats.at(-1)?.appliedSnapshot === 4, { within: '2s' });
});
