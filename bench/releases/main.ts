import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { releaseInputOf } from '../../control/releases/release-input.ts';
import { configFileSchema } from '../../core/config-schema.ts';
import { asReleaseId } from '../../core/ids.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import { readConfig } from '../../platform/config.ts';
import { prepareNamespace } from '../../platform/temporal-namespace.ts';
import { connectTemporal } from '../../platform/temporal.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { acceptRelease } from '../../store/releases.ts';
import { applyConfig } from '../../store/routes.ts';
import { startTestServers } from '../../test/support/jest/servers.ts';
import { runNode } from '../../test/support/node-process.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { FakeReplica } from '../../test/workflows/support/fake-replica.ts';
import { Traffic } from '../../test/workflows/support/traffic.ts';
import { RELEASE_WORKFLOW, workflowIdOf } from '../../workflows/contract.ts';
import { releaseStartOptions } from '../../workflows/start-options.ts';

/*
 * Many releases at once on one worker: `npm run bench:releases -- --releases 200`. Real Postgres, real Temporal (the
 * development server), the real worker as a process of its own; one replica without HTTP brings the evidence. Once all are
 * exposed, it looks for a while at how old the watches are (each is renewed with a look), then every candidate turns bad at
 * once, and it takes the time until each rollback is decided and done.
 */
const { values } = parseArgs({
  options: { releases: { type: 'string', default: '200' }, seconds: { type: 'string', default: '20' } },
});
const count = Number(values.releases);
const CALLS_PER_SECOND = 20;

const servers = await startTestServers();
const database = openDatabase({ url: servers.postgres.url, applicationName: 'bench-releases', maxConnections: 8 });
const config = readConfig({ TEMPORAL_ADDRESS: servers.temporal.address, DATABASE_URL: servers.postgres.url });
const client = await connectTemporal(config);
await migrate(database);
await prepareNamespace(client);
const worker = runNode('worker/main.ts', [], {
  DATABASE_URL: servers.postgres.urlOf('tidegate_worker'),
  TEMPORAL_ADDRESS: servers.temporal.address,
  TIDEGATE_LOG_LEVEL: 'error',
});
const traffic = new Traffic();
traffic.perSecond = CALLS_PER_SECOND;
const replica = new FakeReplica('gw_bench', database, traffic, 1);
try {
  await run();
} finally {
  await replica.stop();
  worker.kill('SIGTERM');
  await worker.ended;
  await client.connection.close();
  await database.end({ timeout: 1 });
  await servers.stop();
}

async function run(): Promise<void> {
  const routes = Array.from({ length: count }, (_, index) => `route-${index + 1}`);
  const file = configFileSchema.parse({
    providers: [{ id: 'openai', kind: 'openai-compatible', baseUrl: 'https://api.openai.com/v1' }],
    routes: routes.map((id) => ({ id, stable: { provider: 'openai', model: 'gpt-5-mini' } })),
  });
  await applyConfig(database, file, { actor: 'bench', mode: 'add' });
  await replica.start();
  const startedAtMs = performance.now();
  for (const route of routes) await start(route);
  await waitFor(
    async () => (await numberOf(`SELECT count(*) FROM release_events WHERE type = 'acknowledged'`)) >= count,
    {
      within: '10m',
      what: 'every release exposed',
    },
  );
  const exposedMs = performance.now() - startedAtMs;

  const processes = { worker: worker.pid, Temporal: servers.temporal.pid };
  const before = { cpu: cpuOf(processes), commits: await commits(), atMs: performance.now() };
  const ages: number[] = [];
  while (performance.now() - before.atMs < Number(values.seconds) * 1_000) {
    const rows = await database<{ ageMs: number }[]>`
      SELECT 1000 * extract(epoch FROM clock_timestamp() - watched_at)::double precision AS "ageMs" FROM release_watches`;
    ages.push(...rows.map(({ ageMs }) => ageMs));
    await delay(500);
  }
  const seconds = (performance.now() - before.atMs) / 1_000;
  const cpu = cpuOf(processes);
  const committed = await commits();

  const [{ now: badAt } = { now: new Date() }] = await database<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  traffic.candidate = { ...traffic.candidate, errorRate: 1 };
  await waitFor(
    async () => (await numberOf(`SELECT count(*) FROM release_events WHERE type = 'rolled_back'`)) >= count,
    {
      within: '10m',
      what: 'every release rolled back',
    },
  );
  const since = async (type: string): Promise<readonly number[]> =>
    (
      await database<{ ms: number }[]>`
        SELECT 1000 * extract(epoch FROM at - ${badAt}::timestamptz)::double precision AS ms FROM release_events WHERE type = ${type}`
    ).map(({ ms }) => ms);
  const histories = await Promise.all(routes.slice(0, 50).map(sizeOf));
  const cpuText = Object.keys(processes)
    .map((name) => `${name} ${(((cpu[name] ?? 0) - (before.cpu[name] ?? 0)) / seconds).toFixed(2)}`)
    .join(', ');
  console.log(`| ${count} releases on one worker | |\n|---|---|`);
  console.log(`| all started and exposed after | ${(exposedMs / 1_000).toFixed(1)} s |`);
  console.log(`| age of a watch (renewed with each look), p50 / p99 / most | ${figures(ages)} |`);
  console.log(`| processors in use while watching | ${cpuText} |`);
  console.log(`| Postgres, transactions a second | ${((committed - before.commits) / seconds).toFixed(0)} |`);
  console.log(
    `| all turn bad at once: decided after, p50 / p99 / most | ${figures(await since('rollback_started'))} |`,
  );
  console.log(`| and done after | ${figures(await since('rolled_back'))} |`);
  console.log(
    `| a history: events, p50 / p99 / most | ${figures(
      histories.map(({ events }) => events * 1_000),
      '',
    )} |`,
  );
  console.log(
    `| a history: kB | ${figures(
      histories.map(({ bytes }) => bytes),
      '',
    )} |`,
  );
}

async function start(route: string): Promise<void> {
  const spec = releaseSpecSchema.parse({
    route,
    candidate: { model: 'gpt-5-nano' },
    plan: {
      shadow: 'off',
      canary: { weight: 0.5, minRequests: 1_000_000, minDuration: '1h' },
      ramp: [],
      bake: { duration: '1h' },
      maxDuration: '24h',
    },
    gates: [{ metric: 'error_rate', maxIncrease: 0.05 }],
  });
  const accepted = await acceptRelease(database, {
    id: asReleaseId(`rel_${route}`),
    workflowId: workflowIdOf(spec.route),
    spec,
    firstStage: 'canary',
    requestedBy: 'bench',
  });
  await client.workflow.start(RELEASE_WORKFLOW, releaseStartOptions(releaseInputOf(accepted)));
}

async function sizeOf(route: string): Promise<{ readonly events: number; readonly bytes: number }> {
  const { historyLength, historySize } = await client.workflow.getHandle(`release/${route}`).describe();
  return { events: historyLength, bytes: historySize ?? 0 };
}

async function numberOf(sql: string): Promise<number> {
  const [row] = await database.unsafe<{ count: number }[]>(sql);
  return row?.count ?? 0;
}

function commits(): Promise<number> {
  return numberOf(`SELECT xact_commit AS count FROM pg_stat_database WHERE datname = current_database()`);
}

/** Seconds of processor time so far, by name; none where the system does not tell (it is not Linux). */
function cpuOf(processes: Readonly<Record<string, number>>): Record<string, number> {
  const TICKS_PER_SECOND = 100;
  const secondsOf = (pid: number): number => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    } catch {
      return 0;
    }
  };
  return Object.fromEntries(Object.entries(processes).map(([name, pid]) => [name, secondsOf(pid)]));
}

/** Of thousandths. */
function figures(all: readonly number[], unit = ' s'): string {
  const sorted = all.toSorted((one, other) => one - other);
  const at = (share: number): string =>
    `${((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1_000).toFixed(unit === '' ? 0 : 1)}${unit}`;
  return `${at(0.5)} / ${at(0.99)} / ${at(1)}`;
}
