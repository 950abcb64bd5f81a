import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tail } from '../../platform/embedded/log-file.ts';
import { assertPortFree } from '../../platform/embedded/ports.ts';
import { type ServerProcess, startServerProcess } from '../../platform/embedded/server-process.ts';
import type { TemporalServer } from '../../platform/embedded/temporal-server.ts';
import { readConfig } from '../../platform/config.ts';
import { prepareNamespace } from '../../platform/temporal-namespace.ts';
import { connectTemporal } from '../../platform/temporal.ts';
import { openDatabase } from '../../store/database.ts';
import { composeServices, interpolated, ROOT, type Service } from '../deploy/compose-file.ts';
import { waitFor } from './wait-for.ts';

/*
 * The Temporal that production runs, instead of the development server: the server of docker-compose.yml with that file's
 * environment, on Postgres, with the schema that its own tool makes by the script that the file mounts.
 */

const MODULE = join(ROOT, 'tools', 'temporal-server');
const PROGRAMS = {
  'temporal-server': 'go.temporal.io/server/cmd/server',
  'temporal-sql-tool': 'go.temporal.io/server/cmd/tools/sql',
} as const;
const PASSWORD = 'temporal';
const PORTS = [
  'FRONTEND_GRPC_PORT',
  'FRONTEND_HTTP_PORT',
  'FRONTEND_MEMBERSHIP_PORT',
  'HISTORY_GRPC_PORT',
  'HISTORY_MEMBERSHIP_PORT',
  'MATCHING_GRPC_PORT',
  'MATCHING_MEMBERSHIP_PORT',
  'WORKER_GRPC_PORT',
  'WORKER_MEMBERSHIP_PORT',
];
const NAMESPACE = 'default';

export interface ClusterOptions {
  /** Of a superuser, on the Postgres that is to hold Temporal's databases. */
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly cacheDir: string;
}

/** Starts it, with the namespace `default` made fit for releases as `tidegate temporal init` does. */
export async function startTemporalCluster(options: ClusterOptions): Promise<TemporalServer> {
  const programs = await buildPrograms(options.cacheDir);
  const postgres = new URL(options.databaseUrl);
  await createDatabases(options.databaseUrl);
  await makeSchema(programs, postgres);
  const server = await startServer(programs, postgres, options.dataDir);
  try {
    await makeNamespace(server.address);
  } catch (cause) {
    await server.stop();
    throw new Error(`Temporal did not come up. The end of its log:\n${tail(logOf(options.dataDir))}`, { cause });
  }
  return server;
}

/** The folder with both programs: built once, from the module pinned in tools/temporal-server (minutes). */
async function buildPrograms(cacheDir: string): Promise<string> {
  const version = /^require go\.temporal\.io\/server v(\S+)$/m.exec(readFileSync(join(MODULE, 'go.mod'), 'utf8'))?.[1];
  const folder = join(cacheDir, `temporal-server-${version}`);
  mkdirSync(folder, { recursive: true });
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const path = join(folder, name);
    if (existsSync(path)) continue;
    process.stderr.write(`Building ${name} ${version} with Go (once; some minutes) …\n`);
    await promisify(execFile)('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', path, program], { cwd: MODULE });
  }
  return folder;
}

async function createDatabases(databaseUrl: string): Promise<void> {
  const admin = openDatabase({ url: databaseUrl, applicationName: 'test-cluster', maxConnections: 1 });
  await admin.unsafe(`CREATE ROLE temporal LOGIN PASSWORD '${PASSWORD}'`);
  for (const name of ['temporal', 'temporal_visibility'])
    await admin.unsafe(`CREATE DATABASE ${name} OWNER temporal TEMPLATE template0`);
  await admin.end();
}

async function makeSchema(programs: string, postgres: URL): Promise<void> {
  const { stdout } = await promisify(execFile)('go', ['list', '-m', '-f', '{{.Dir}}', 'go.temporal.io/server'], {
    cwd: MODULE,
  });
  const environment = {
    ...environmentOf(service('temporal-schema')),
    SQL_HOST: postgres.hostname,
    SQL_PORT: postgres.port,
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
  };
  const script = join(ROOT, 'deploy/temporal/schema.sh');
  const folder = join(stdout.trim(), 'schema/postgresql/v12');
  // Twice: the second time stands for the next deployment.
  for (const _ of [1, 2]) await run('sh', [script, folder], environment);
}

async function startServer(programs: string, postgres: URL, dataDir: string): Promise<TemporalServer> {
  const ports = await Promise.all(PORTS.map(async (name) => [name, String(await lowPort())] as const));
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  mkdirSync(join(dataDir, 'run'), { recursive: true });
  const server: ServerProcess = await startServerProcess({
    program: join(programs, 'temporal-server'),
    parameters: ['start'],
    environment: {
      ...environmentOf(service('temporal')),
      ...Object.fromEntries(ports),
      POSTGRES_SEEDS: postgres.hostname,
      DB_PORT: postgres.port,
      BIND_ON_IP: '127.0.0.1',
      NUM_HISTORY_SHARDS: '4',
      PROMETHEUS_ENDPOINT: '',
      LOG_LEVEL: 'warn',
      DYNAMIC_CONFIG_FILE_PATH: join(ROOT, 'deploy/temporal/dynamic-config.yaml'),
    },
    logFile: logOf(dataDir),
    pidFile: join(dataDir, 'run', 'temporal-cluster.pid'),
    stopSignal: 'SIGTERM',
    stopGraceMs: 10_000,
  });
  return { ...server, address: `127.0.0.1:${Object.fromEntries(ports)['FRONTEND_GRPC_PORT']}` };
}

/** Postgres holds Temporal's ports as `smallint`: those above 32767 do not fit. */
async function lowPort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    const wanted = { host: '127.0.0.1', port, wantedBy: 'Temporal', variable: 'no variable' };
    if (
      await assertPortFree(wanted).then(
        () => true,
        () => false,
      )
    )
      return port;
  }
}

const logOf = (dataDir: string): string => join(dataDir, 'logs', 'temporal-cluster.log');

async function makeNamespace(address: string): Promise<void> {
  const config = readConfig({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: NAMESPACE });
  const client = await waitFor(() => connectTemporal(config), { within: '60s', what: 'Temporal answering' });
  await waitFor(async () => prepareNamespace(client).then(() => true), { within: '60s', what: 'a namespace' });
  await client.connection.close();
}

function service(name: string): Service {
  const found = composeServices()[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

function environmentOf({ environment }: Service): Record<string, string> {
  const secrets = { TEMPORAL_DB_PASSWORD: PASSWORD };
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, interpolated(value, secrets)]));
}

async function run(program: string, parameters: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, parameters, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  if (code !== 0) throw new Error(`${program} ${parameters.join(' ')} ended with ${String(code)}:\n${output}`);
}
