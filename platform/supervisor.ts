import { assertReachable, openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import type { ProcessRole } from '../store/roles.ts';
import { type Config, databaseUrlOf, environmentOf, PORT_VARIABLES } from './config.ts';
import { assertPortFree } from './embedded/ports.ts';
import { startPostgres } from './embedded/postgres-server.ts';
import { findTemporal } from './embedded/temporal-binary.ts';
import { startTemporal } from './embedded/temporal-server.ts';
import { waitUntilHealthy } from './supervisor/health.ts';
import type { Part } from './supervisor/keeper.ts';
import { nodePart, replicaPart } from './supervisor/node-part.ts';
import { createParts, type Parts } from './supervisor/parts.ts';
import { ensureSecrets, type StackSecrets } from './supervisor/secrets.ts';
import { endAllAtExit, releaseDataFolder, takeDataFolder } from './supervisor/stack-lock.ts';
import { prepareNamespace } from './temporal-namespace.ts';
import { connectTemporal } from './temporal.ts';

export interface StackOptions {
  readonly gatewayReplicas?: number;
  /** Told what happens while the stack comes up. */
  readonly onProgress?: (text: string) => void;
  /** Told in a sentence when a part ended by itself. */
  readonly onTrouble?: (sentence: string) => void;
  /** Aborted when the user does not want to wait any longer: what has started is stopped, and the start throws. */
  readonly interrupted?: AbortSignal;
}

/** A stack that runs: every part of tidegate as a process of its own, supervised by this one. */
export interface Stack extends StackSecrets {
  /** As the parts have it: with the database, the Temporal and the secrets that were found or made. */
  readonly config: Config;
  readonly urls: StackUrls;
  /** Process ids by the name of the part. A part that is started again has a new one. */
  pids(): Readonly<Record<string, number>>;
  /** Ends every part in order: gateway, control, worker, simulated provider, then the servers. */
  stop(): Promise<void>;
}

export interface StackUrls {
  readonly gateway: string;
  readonly dashboard: string;
  readonly temporalUi: string;
  readonly provider: string;
}

const HEALTHY_WITHIN_MS = 30_000;
/** Histories of a development stack are for looking at later; nothing else shares its Temporal. */
const DEVELOPMENT_RETENTION_DAYS = 365;

/**
 * Brings up the whole stack on this machine. Its state lives in `config.dataDir` and is that of the last time.
 * @throws TidegateError in one sentence: a port or the data folder taken, a server that can not be had or reached
 */
export async function startStack(given: Config, options: StackOptions = {}): Promise<Stack> {
  const { onProgress = () => undefined, onTrouble = () => undefined, interrupted } = options;
  await takeDataFolder(given.dataDir);
  const letGo = endAllAtExit(given.dataDir);
  const parts = createParts(onTrouble, interrupted);
  const stop = async (): Promise<void> => {
    await parts.stop();
    letGo();
    releaseDataFolder(given.dataDir);
  };
  try {
    const config = await bringUp(given, parts, { gatewayReplicas: 2, onProgress, ...options });
    return { config, urls: urlsOf(config), ...ensureSecrets(config), pids: parts.pids, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type BringUpOptions = StackOptions & Required<Pick<StackOptions, 'gatewayReplicas' | 'onProgress'>>;

async function bringUp(given: Config, parts: Parts, options: BringUpOptions): Promise<Config> {
  const { onProgress } = options;
  await assertPortsFree(given);
  onProgress('Starting Postgres and Temporal …');
  const { databaseUrl, urlOf } = await ensurePostgres(given, parts);
  const temporal = await ensureTemporal(given, parts, options);
  const config = { ...given, ...ensureSecrets(given), databaseUrl, ...temporal };
  onProgress('Bringing the database and the namespace up to date …');
  await prepareDatabase(config);
  await prepareTemporal(config, given.temporal.address === undefined);
  onProgress('Starting gateway, control plane, worker and simulated provider …');
  await startProcesses(config, urlOf, parts, options);
  return config;
}

/** All of them before anything runs. The servers that come with the stack listen on loopback only. */
async function assertPortsFree({ host, ports, databaseUrl, temporal }: Config): Promise<void> {
  const own = [
    ['gateway', 'the gateway'],
    ['control', 'the control plane'],
    ['simulator', 'the simulated provider'],
  ] as const;
  const servers = [
    ...(databaseUrl === undefined ? ([['postgres', 'Postgres']] as const) : []),
    ...(temporal.address === undefined
      ? ([
          ['temporal', 'Temporal'],
          ['temporalUi', 'the Temporal UI'],
        ] as const)
      : []),
  ];
  for (const [name, wantedBy] of own) {
    await assertPortFree({ host, port: ports[name], wantedBy, variable: PORT_VARIABLES[name] });
  }
  for (const [name, wantedBy] of servers) {
    await assertPortFree({ host: '127.0.0.1', port: ports[name], wantedBy, variable: PORT_VARIABLES[name] });
  }
}

/** Each process of the stack as its own role, where the Postgres is ours. */
type UrlOf = (role: ProcessRole) => string | undefined;

interface StackDatabase {
  readonly databaseUrl: string;
  readonly urlOf: UrlOf;
}

async function ensurePostgres(config: Config, parts: Parts): Promise<StackDatabase> {
  const given = config.databaseUrl;
  if (given !== undefined) return { databaseUrl: given, urlOf: () => undefined };
  let databaseUrl = '';
  let urlOf: UrlOf = () => undefined;
  const postgres: Part = {
    name: 'postgres',
    async start() {
      const server = await startPostgres({ dataDir: config.dataDir, port: config.ports.postgres });
      ({ url: databaseUrl, urlOf } = server); // the same at each start
      return server;
    },
  };
  await parts.start(['servers', postgres]);
  return { databaseUrl, urlOf };
}

async function ensureTemporal(
  { cacheDir, dataDir, ports, temporal }: Config,
  parts: Parts,
  { onProgress, interrupted }: BringUpOptions,
): Promise<Pick<Config, 'temporal'>> {
  if (temporal.address !== undefined) return { temporal };
  const { path } = await findTemporal({ cacheDir, onProgress, interrupted });
  const options = {
    program: path,
    dataDir,
    port: ports.temporal,
    uiPort: ports.temporalUi,
    namespace: temporal.namespace,
  };
  await parts.start(['servers', { name: 'temporal', start: () => startTemporal(options) }]);
  return { temporal: { ...temporal, address: `127.0.0.1:${ports.temporal}` } };
}

async function prepareDatabase(config: Config): Promise<void> {
  const url = databaseUrlOf(config);
  const database = openDatabase({ url, applicationName: 'tidegate-supervisor', maxConnections: 1 });
  try {
    await assertReachable(database, url);
    await migrate(database);
  } finally {
    await database.end();
  }
}

async function prepareTemporal(config: Config, isOurs: boolean): Promise<void> {
  const client = await connectTemporal(config);
  try {
    await prepareNamespace(client, isOurs ? { minRetentionDays: DEVELOPMENT_RETENTION_DAYS } : {});
  } finally {
    await client.connection.close();
  }
}

async function startProcesses(
  config: Config,
  urlOf: UrlOf,
  parts: Parts,
  { gatewayReplicas, interrupted }: BringUpOptions,
): Promise<void> {
  const { dataDir } = config;
  const optionsOf = (name: string, main: string, role?: ProcessRole) => {
    const own = role === undefined ? {} : databaseOf(config, role, urlOf);
    return { dataDir, interrupted, name, main, environment: environmentOf({ ...config, ...own }) };
  };
  const replica = (_: unknown, index: number): Part =>
    replicaPart(optionsOf(`gateway-${index + 1}`, 'gateway/main.ts', 'tidegate_gateway'));
  await parts.start(['provider', nodePart(optionsOf('provider', 'simulator/provider/main.ts'))]);
  await parts.start(
    ['worker', nodePart(optionsOf('worker', 'worker/main.ts', 'tidegate_worker'))],
    ['control', nodePart(optionsOf('control', 'control/main.ts', 'tidegate_control'))],
    ...Array.from({ length: gatewayReplicas }, replica).map((gateway) => ['gateway', gateway] as const),
  );
  const patience = { withinMs: HEALTHY_WITHIN_MS, interrupted };
  await waitUntilHealthy({ subject: 'The gateway', url: `${config.gatewayUrl}/readyz`, ...patience });
  await waitUntilHealthy({ subject: 'The control plane', url: `${config.controlUrl}/healthz`, ...patience });
}

function databaseOf(config: Config, role: ProcessRole, urlOf: UrlOf): Partial<Config> {
  const url = urlOf(role);
  if (url === undefined) return {};
  // The control plane migrates and keeps the partitions; nobody else is told of the owner.
  return { databaseUrl: url, ownerDatabaseUrl: role === 'tidegate_control' ? config.databaseUrl : undefined };
}

function urlsOf({ gatewayUrl, controlUrl, simulatorUrl, temporal }: Config): StackUrls {
  return { gateway: gatewayUrl, dashboard: controlUrl, temporalUi: temporal.uiUrl, provider: simulatorUrl };
}
