import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Config, environmentOf, readConfig } from '../../platform/config.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { runningPid } from '../../platform/embedded/pid-file.ts';
import { startPostgres } from '../../platform/embedded/postgres-server.ts';
import { waitUntilHealthy } from '../../platform/supervisor/health.ts';
import { pidFileOf } from '../../platform/supervisor/node-part.ts';
import { createParts, type Parts } from '../../platform/supervisor/parts.ts';
import { waitUntil } from '../../platform/wait-until.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { PostgresProxy } from './postgres-proxy.ts';
import type { ProcessName } from './schedule.ts';

/** A stack of its own as `tidegate up` runs it, whose parts reach their Postgres through the proxy. */
export interface ChaosStack {
  readonly config: Config;
  readonly adminToken: string;
  readonly apiKey: string;
  readonly proxy: PostgresProxy;
  /** To the same database, past the proxy: for whoever looks on. */
  readonly database: Database;
  /** Logs and state; gone after `stop` unless it is kept. */
  readonly folder: string;
  /** Aborted when the supervisor ended, which nothing here makes it do. */
  readonly gone: AbortSignal;
  /** `undefined` while the part is between two lives. */
  pidOf(name: ProcessName): number | undefined;
  /** Runs a `tidegate` command against it and brings back what it wrote. Throws where its exit code is not 0. */
  tidegate(...parameters: readonly string[]): Promise<string>;
  stop(options: { readonly keep: boolean }): Promise<void>;
}

const ROOT = join(import.meta.dirname, '..', '..');
const CLI = join(ROOT, 'cli', 'main.ts');
const UP_WITHIN_MS = 180_000;
const ADMIN_TOKEN = 'chaos-admin-token';
const API_KEY = 'chaos-gateway-key';

export async function startChaosStack(interrupted: AbortSignal): Promise<ChaosStack> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-chaos-'));
  const parts = createParts(() => undefined, interrupted);
  const opened: (() => Promise<void>)[] = [() => parts.stop()];
  const stop = async ({ keep }: { readonly keep: boolean }): Promise<void> => {
    for (const close of opened.toReversed()) await close();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { port, url } = await keepPostgres(parts, join(folder, 'servers'));
    const proxy = new PostgresProxy(port);
    const proxied = new URL(url);
    proxied.port = String(await proxy.listen());
    opened.push(() => proxy.close());
    const database = openDatabase({ url, applicationName: 'tidegate-chaos', maxConnections: 4 });
    opened.push(() => database.end({ timeout: 1 }));
    const config = await configOf(join(folder, 'stack'), proxied.href);
    const environment = environmentOf(config);
    const up = runUp(environment, join(folder, 'up.log'));
    opened.push(() => endOf(up));
    const gone = goneWith(up);
    const patience = { withinMs: UP_WITHIN_MS, interrupted };
    const isUp = (): boolean => readFileSync(join(folder, 'up.log'), 'utf8').includes('tidegate runs.');
    await waitUntil(() => gone.aborted || isUp(), patience);
    await waitUntilHealthy({ subject: 'The gateway', url: `${config.gatewayUrl}/readyz`, ...patience });
    await waitUntilHealthy({ subject: 'The control plane', url: `${config.controlUrl}/readyz`, ...patience });
    return {
      config,
      adminToken: ADMIN_TOKEN,
      apiKey: API_KEY,
      proxy,
      database,
      folder,
      gone,
      pidOf: (name) => (name === 'postgres' ? parts.pids()['postgres'] : runningPid(pidFileOf(config.dataDir, name))),
      async tidegate(...parameters) {
        const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...parameters], { env: environment });
        return stdout;
      },
      stop,
    };
  } catch (error) {
    await stop({ keep: true });
    throw error;
  }
}

async function keepPostgres(parts: Parts, dataDir: string): Promise<{ readonly port: number; readonly url: string }> {
  const port = await freePort();
  let url = '';
  await parts.start([
    'servers',
    {
      name: 'postgres',
      async start() {
        const server = await startPostgres({ dataDir, port });
        ({ url } = server);
        return server;
      },
    },
  ]);
  return { port, url };
}

async function configOf(dataDir: string, databaseUrl: string): Promise<Config> {
  const ports: number[] = [];
  while (ports.length < 6) {
    const port = await freePort();
    if (!ports.includes(port)) ports.push(port);
  }
  const [gateway, control, temporal, temporalUi, postgres, simulator] = ports.map(String);
  return readConfig({
    TIDEGATE_GATEWAY_PORT: gateway,
    TIDEGATE_CONTROL_PORT: control,
    TIDEGATE_TEMPORAL_PORT: temporal,
    TIDEGATE_TEMPORAL_UI_PORT: temporalUi,
    TIDEGATE_POSTGRES_PORT: postgres,
    TIDEGATE_SIMULATOR_PORT: simulator,
    TIDEGATE_DATA_DIR: dataDir,
    TIDEGATE_CACHE_DIR: readConfig().cacheDir,
    TIDEGATE_ADMIN_TOKEN: ADMIN_TOKEN,
    TIDEGATE_API_KEY: API_KEY,
    TIDEGATE_LOG_LEVEL: 'info',
    DATABASE_URL: databaseUrl,
  });
}

function runUp(environment: Record<string, string>, logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [CLI, 'up'], { env: environment, stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}

function goneWith(child: ChildProcess): AbortSignal {
  const gone = new AbortController();
  child.once('exit', () => gone.abort(new Error('the supervisor of the stack ended')));
  return gone.signal;
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
