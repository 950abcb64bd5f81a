import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { environmentOf, readConfig } from '../../platform/config.ts';
import { runningPid } from '../../platform/embedded/pid-file.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { processIdentity } from '../../platform/embedded/process-identity.ts';
import { pidFileOf } from '../../platform/supervisor/node-part.ts';
import { readSecrets } from '../../platform/supervisor/secrets.ts';
import { type NodeProcess, runNode } from '../support/node-process.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';

const PARTS = ['postgres', 'temporal', 'provider', 'worker', 'control', 'gateway-1', 'gateway-2'];

/* The tests of this file share one stack, and each finds it as the one before left it: up. */
describe('a development stack', () => {
  let folder: TemporaryFolder;
  let environment: Record<string, string>;
  let stack: NodeProcess;

  beforeAll(async () => {
    folder = temporaryFolder();
    environment = await environmentFor(folder);
    stack = await startedStack(environment);
  }, 300_000);
  afterAll(async () => {
    stack.kill('SIGTERM');
    await stack.ended;
    folder.delete();
  }, 60_000);

  const pidOf = (part: string): number | undefined => runningPid(pidFileOf(folder.path, part));
  const url = (variable: string, path: string): string => `http://127.0.0.1:${environment[variable]}${path}`;

  test('has every part running as a process of its own', () => {
    const pids = PARTS.map(pidOf);
    expect(pids).not.toContain(undefined);
    expect(new Set(pids).size).toBe(PARTS.length);
  });

  test('takes the key and the token that it was started with, and no other', async () => {
    const secrets = readSecrets(folder.path);
    const models = (key: string) => fetch(url('TIDEGATE_GATEWAY_PORT', '/v1/models'), bearer(key));
    const routes = (token: string) => fetch(url('TIDEGATE_CONTROL_PORT', '/api/v1/routes'), bearer(token));
    expect((await routes(secrets?.adminToken ?? '')).status).toBe(200);
    expect((await routes('another')).status).toBe(401);
    expect((await models(secrets?.apiKey ?? '')).status).toBe(200);
    expect((await models('another')).status).toBe(401);
  });

  test('is not started twice in one data folder', async () => {
    const twin = runNode('test/platform/fixtures/own-stack.ts', [], environment);
    expect(await twin.said('failed')).toMatch(/^A stack with the data folder .* runs already \(process \d+\)/);
    await twin.ended;
    expect(PARTS.map(pidOf)).not.toContain(undefined);
  });

  test.each(['worker', 'control', 'gateway-2', 'temporal', 'postgres'])(
    'starts its %s again when that was killed',
    async (part) => {
      const before = pidOf(part) ?? 0;
      process.kill(before, 'SIGKILL');
      await waitFor(() => ![undefined, before].includes(pidOf(part)), { within: '45s', what: `another ${part}` });
      await waitFor(async () => (await fetch(url('TIDEGATE_GATEWAY_PORT', '/readyz'))).ok, { within: '45s' });
      await waitFor(async () => (await fetch(url('TIDEGATE_CONTROL_PORT', '/healthz'))).ok, { within: '45s' });
    },
    150_000,
  );

  test('comes up again after its supervisor was killed', async () => {
    const before = PARTS.map(pidOf);
    stack.kill('SIGKILL');
    await stack.ended;
    stack = await startedStack(environment);
    expect(before.some((pid) => processIdentity(pid ?? 0) !== undefined)).toBe(false);
    expect(PARTS.map(pidOf)).not.toContain(undefined);
  }, 300_000);

  test('runs beside another one with other ports and another data folder', async () => {
    const other = temporaryFolder();
    const second = await startedStack(await environmentFor(other));
    expect(PARTS.map(pidOf)).not.toContain(undefined);
    second.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    other.delete();
  }, 300_000);

  test('leaves nothing running when it is told to stop', async () => {
    const pids = PARTS.map(pidOf);
    stack.kill('SIGTERM');
    await stack.said('stopped');
    expect(pids.some((pid) => processIdentity(pid ?? 0) !== undefined)).toBe(false);
    stack = await startedStack(environment);
  }, 300_000);
});

test.each(['Starting Postgres', 'Bringing the database', 'Starting gateway'])(
  'a start that is interrupted while it says "%s" leaves nothing running',
  async (moment) => {
    const folder = temporaryFolder();
    const stack = runNode('test/platform/fixtures/own-stack.ts', [], await environmentFor(folder));
    await waitFor(() => stack.output().includes(moment), { within: '60s', what: moment });
    stack.kill('SIGINT');
    await stack.ended;
    expect(stack.output()).not.toContain('started');
    const pids = PARTS.map((part) => runningPid(pidFileOf(folder.path, part)));
    expect(pids).toEqual(PARTS.map(() => undefined));
    folder.delete();
  },
  150_000,
);

test('a port that is taken stops the start before anything runs', async () => {
  const folder = temporaryFolder();
  const environment = await environmentFor(folder);
  const other = runNode('test/platform/fixtures/echo-server.ts', [], {
    FIXTURE_PORT: environment['TIDEGATE_CONTROL_PORT'],
  });
  await waitFor(async () => (await fetch(`http://127.0.0.1:${environment['TIDEGATE_CONTROL_PORT']}`)).ok, {
    within: '30s',
  });
  const stack = runNode('test/platform/fixtures/own-stack.ts', [], environment);
  expect(await stack.said('failed')).toMatch(/^Port \d+ .* the control plane needs it: .* set TIDEGATE_CONTROL_PORT/);
  expect(await stack.ended).toBe(0);
  expect(stack.output()).not.toContain('progress');
  other.kill('SIGTERM');
  await other.ended;
  folder.delete();
});

async function environmentFor(folder: TemporaryFolder): Promise<Record<string, string>> {
  const ports = await Promise.all(Array.from({ length: 6 }, () => freePort()));
  const [gateway, control, temporal, temporalUi, postgres, simulator] = ports.map(String);
  const config = readConfig({
    TIDEGATE_GATEWAY_PORT: gateway,
    TIDEGATE_CONTROL_PORT: control,
    TIDEGATE_TEMPORAL_PORT: temporal,
    TIDEGATE_TEMPORAL_UI_PORT: temporalUi,
    TIDEGATE_POSTGRES_PORT: postgres,
    TIDEGATE_SIMULATOR_PORT: simulator,
    TIDEGATE_DATA_DIR: folder.path,
    TIDEGATE_CACHE_DIR: readConfig().cacheDir,
  });
  // What the machine's own environment says of other servers must not reach a stack of the tests.
  return environmentOf(config, { DATABASE_URL: '', TEMPORAL_ADDRESS: '' });
}

async function startedStack(environment: Record<string, string>): Promise<NodeProcess> {
  const stack = runNode('test/platform/fixtures/own-stack.ts', [], environment);
  await stack.said('started', '240s');
  return stack;
}

function bearer(secret: string): RequestInit {
  return { headers: { authorization: `Bearer ${secret}` } };
}
