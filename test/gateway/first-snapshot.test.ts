import { expect, test } from '@jest/globals';
import { asReplicaId } from '../../core/ids.ts';
import { systemClock } from '../../gateway/clock.ts';
import { ThreadEvaluator } from '../../gateway/evaluation/evaluator.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { createLogger } from '../../platform/log.ts';
import { waitFor } from '../support/wait-for.ts';
import { MemoryOutcomes, MemorySnapshots } from './memory.ts';

/** Longer than any test. */
const PATIENT = { firstSnapshotMs: 600_000 };

test('a replica takes no connection on a shared port before it can serve', async () => {
  const { gateway, snapshots, port } = await given();
  snapshots.broken = { read: new Error('away') };
  const listening = gateway.listen(port, '127.0.0.1', PATIENT);
  await waitFor(() => snapshots.log.filter((entry) => entry === 'read').length > 2, { within: '20s' });
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
  snapshots.broken = {};
  expect((await fetch(`${await listening}/readyz`)).status).toBe(200);
  await gateway.close();
});

test('a replica that never came to serve can be told to end, and does not listen after that', async () => {
  const { gateway, snapshots, port } = await given();
  snapshots.broken = { heartbeat: new Error('away') };
  const listening = gateway.listen(port, '127.0.0.1', PATIENT);
  await gateway.close();
  await listening;
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
});

test('a replica that waited long enough listens, so that its probes say what is wrong', async () => {
  const { gateway, snapshots, port } = await given();
  snapshots.broken = { heartbeat: new Error('away') };
  const url = await gateway.listen(port, '127.0.0.1', { firstSnapshotMs: 50 });
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  await gateway.close();
});

async function given() {
  const snapshots = new MemorySnapshots({
    version: 1,
    routes: new Map(),
    providers: new Map(),
    keys: new Map(),
    limits: new Map(),
  });
  const gateway = createGateway({
    replica: asReplicaId('gw_late'),
    snapshots,
    outcomes: new MemoryOutcomes(),
    feedback: { take: () => Promise.resolve([]) },
    evaluator: new ThreadEvaluator(),
    readSecret: () => '',
    clock: systemClock,
    random: Math.random,
    log: createLogger('test', { level: 'silent' }),
    intervalMs: 20,
  });
  return { gateway, snapshots, port: await freePort() };
}
