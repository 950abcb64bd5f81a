import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { type NodeProcess, runNode } from '../support/node-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { connectTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { waitFor } from '../support/wait-for.ts';
import { BreakableLink } from '../workflows/support/breakable-link.ts';

jest.setTimeout(120_000);

let store: TestDatabase;
let temporal: TestTemporal;
const processes: NodeProcess[] = [];
beforeAll(async () => {
  [store, temporal] = await Promise.all([createTestDatabase(), connectTestTemporal('own')]);
});
afterEach(async () => {
  for (const process of processes) process.kill('SIGKILL');
  await Promise.all(processes.splice(0).map((process) => process.ended));
});
afterAll(async () => {
  await temporal.close();
  await store.drop();
});

test('a worker without Temporal waits, says so, and takes tasks when Temporal is there', async () => {
  const link = new BreakableLink();
  const address = new URL(await link.to(`http://${temporal.address}`)).host;
  link.cut();
  const worker = startWorker({ TEMPORAL_ADDRESS: address });
  await says(worker, 'the worker does not run; it is tried again');
  await link.mend();
  await says(worker, 'the worker takes tasks');
  worker.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  link.close();
});

test('a worker without Postgres waits and says so, and still ends when it is told to', async () => {
  const worker = startWorker({ DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none' });
  await says(worker, 'Postgres does not answer; it is tried again');
  worker.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  expect(worker.output()).not.toContain('nothing@');
});

test('a worker without a database in its configuration says what to do', async () => {
  const worker = startWorker({ DATABASE_URL: '' });
  expect(await worker.ended).toBe(1);
  expect(worker.output()).toContain('DATABASE_URL is not set');
});

test('a worker serves its metrics where it is told to', async () => {
  const worker = startWorker({ TIDEGATE_WORKER_METRICS_ADDRESS: '127.0.0.1:19464' });
  await says(worker, 'the worker takes tasks');
  const metrics = await (await fetch('http://127.0.0.1:19464/metrics')).text();
  expect(metrics).toContain('temporal_');
});

function startWorker(environment: NodeJS.ProcessEnv): NodeProcess {
  const worker = runNode('worker/main.ts', [], {
    DATABASE_URL: store.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    ...environment,
  });
  processes.push(worker);
  return worker;
}

async function says(worker: NodeProcess, text: string): Promise<void> {
  await waitFor(() => worker.output().includes(text), { within: '60s', what: `"${text}"` }).catch((error: unknown) => {
    throw new Error(`${String(error)}; it said: ${worker.output()}`);
  });
}
