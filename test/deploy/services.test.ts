import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OF_TEMPORAL_SERVER } from '../../scripts/grafana/worker-and-temporal.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { PROCESS_ROLES } from '../../store/roles.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { connectTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { alertRules } from './alert-rules.ts';
import { dashboardQueries } from './dashboard-files.ts';
import { composeServices, interpolated, ROOT, type Service } from './compose-file.ts';
import { layImage } from './image.ts';
import { exposedBy, metricsOf } from './promql.ts';

/*
 * The services of docker-compose.yml that are tidegate's own, run outside of containers: by the very command, environment
 * and health check of the file, in a folder that has the files of the image and no others. Only addresses are others.
 */

const services = composeServices();

let image: TemporaryFolder;
const scratch = temporaryFolder();
let database: TestDatabase;
let temporal: TestTemporal;
let ports: Readonly<Record<'8080' | '8090' | '9464', number>>;
const running = new Map<string, ChildProcess>();

beforeAll(async () => {
  image = await layImage();
  database = await createTestDatabase();
  temporal = await connectTestTemporal('own');
  const [gateway, control, metrics] = await Promise.all([freePort(), freePort(), freePort()]);
  ports = { 8080: gateway, 8090: control, 9464: metrics };
}, 120_000);
afterAll(async () => {
  const ended = [...running.values()].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running.values()) child.kill('SIGTERM');
  await Promise.all(ended);
  await temporal.close();
  await database.drop();
  image.delete();
  scratch.delete();
}, 60_000);

const SECRETS = {
  POSTGRES_PASSWORD: 'postgres',
  TIDEGATE_DB_PASSWORD: 'tidegate',
  GATEWAY_DB_PASSWORD: 'gateway',
  WORKER_DB_PASSWORD: 'worker',
  CONTROL_DB_PASSWORD: 'control',
  TIDEGATE_ADMIN_TOKEN: 'tga_0123456789abcdef0123456789',
};

/** The service's environment, with the addresses of this test in the place of the network's names. */
function environmentOf(service: Service): NodeJS.ProcessEnv {
  const own = Object.entries(service.environment).map(([name, value]) => [name, interpolated(value, SECRETS)] as const);
  return {
    NODE_ENV: 'production',
    OPENAI_API_KEY: 'not-used',
    ...Object.fromEntries(own),
    ...databaseOf(service),
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
    TIDEGATE_HOST: '127.0.0.1',
    TIDEGATE_DATA_DIR: scratch.path,
    TIDEGATE_GATEWAY_PORT: String(ports[8080]),
    TIDEGATE_CONTROL_PORT: String(ports[8090]),
    ...('TIDEGATE_WORKER_METRICS_ADDRESS' in service.environment && {
      TIDEGATE_WORKER_METRICS_ADDRESS: `127.0.0.1:${ports[9464]}`,
    }),
    ...('TIDEGATE_CONFIG' in service.environment && { TIDEGATE_CONFIG: join(ROOT, 'deploy/tidegate.yaml') }),
  };
}

/** The same role as there, at the Postgres of this test. */
function databaseOf({ environment }: Service): NodeJS.ProcessEnv {
  const role = PROCESS_ROLES.find((name) => environment['DATABASE_URL']?.includes(`//${name}:`));
  return {
    ...(role !== undefined && { DATABASE_URL: database.urlOf(role) }),
    ...('TIDEGATE_OWNER_DATABASE_URL' in environment && { TIDEGATE_OWNER_DATABASE_URL: database.url }),
  };
}

function serviceNamed(name: string): Service {
  const service = services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

/** Runs what the container would: the image's entry point is node. */
function start(name: string): ChildProcess & { readonly said: () => string } {
  const service = serviceNamed(name);
  const child = spawn(process.execPath, service.command ?? [], { cwd: image.path, env: environmentOf(service) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return Object.assign(child, { said: () => output });
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve));
}

/** The health check of the file, at the ports of this test. */
async function isHealthy(name: string): Promise<true | undefined> {
  const [kind, program, ...parameters] = serviceNamed(name).healthcheck?.test ?? [];
  expect([kind, program]).toEqual(['CMD', 'node']);
  const moved = parameters.map((text) => text.replace(/:(8080|8090|9464)\//, (_, port: '8080') => `:${ports[port]}/`));
  return (await exitCode(spawn(process.execPath, moved))) === 0 ? true : undefined;
}

async function startHealthy(name: string): Promise<void> {
  const child = start(name);
  running.set(name, child);
  await waitFor(() => isHealthy(name), { within: '45s', what: `${name} healthy (${child.said()})` });
}

describe('the services of docker-compose.yml, by their own command lines', () => {
  test('temporal-init prepares the namespace and ends', async () => {
    const init = start('temporal-init');
    expect(await exitCode(init)).toBe(0);
    expect(init.said()).toContain(`Namespace ${temporal.namespace}`);
  });

  test('control, worker and gateway come up in this order, each by its own health check', async () => {
    await startHealthy('control');
    await startHealthy('worker');
    await startHealthy('gateway');
    const routes = await fetch(`http://127.0.0.1:${ports[8090]}/api/v1/routes`, {
      headers: { authorization: `Bearer ${SECRETS.TIDEGATE_ADMIN_TOKEN}` },
    });
    expect(await routes.json()).toMatchObject({ items: [{ id: 'support-agent' }] });
  }, 120_000);

  test('the page that the image brings is served', async () => {
    const page = await fetch(`http://127.0.0.1:${ports[8090]}/`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  });

  test('every metric that alerts and dashboards read is exposed', async () => {
    await startRelease();
    const exposed = await waitFor(
      async () => {
        const scrapes = await Promise.all(['8080', '8090', '9464'].map(scrape));
        const names = scrapes.flatMap((text) => [...exposedBy(text)]);
        return names.includes(SEEN_ONCE_A_RELEASE_RUNS) ? new Set(names) : undefined;
      },
      { within: '20s', what: 'the first task of a workflow' },
    );
    const read = new Set([...alertRules().map(({ expr }) => expr), ...dashboardQueries()].flatMap(metricsOf));
    expect([...read].filter((name) => !exposed.has(name) && !isExposedElsewhere(name))).toEqual([]);
  });
});

const SEEN_ONCE_A_RELEASE_RUNS = 'temporal_activity_execution_latency_seconds_count';

/** What no scrape of a healthy process of tidegate can have, and why. */
const NOT_OF_A_HEALTHY_PROCESS: ReadonlyMap<string, string> = new Map([
  ['up', 'Prometheus’s own'],
  ['temporal_long_request_failure_total', 'there from the first failure on'],
]);

/** Temporal’s server is not run with its metrics here. */
function isExposedElsewhere(name: string): boolean {
  return NOT_OF_A_HEALTHY_PROCESS.has(name) || OF_TEMPORAL_SERVER.some((prefix) => name.startsWith(prefix));
}

async function scrape(port: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${ports[port as '8080']}/metrics`)).text();
}

/** So that the worker has something to count. */
async function startRelease(): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${ports[8090]}/api/v1/releases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRETS.TIDEGATE_ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ route: 'support-agent', candidate: { params: { temperature: 0.1 } } }),
  });
  expect([answer.status, await answer.text()]).toEqual([201, expect.any(String)]);
}
