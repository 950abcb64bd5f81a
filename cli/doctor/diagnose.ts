import { connect } from 'node:net';
import { TidegateError } from '../../core/errors.ts';
import { type Config, PORT_VARIABLES, type Ports } from '../../platform/config.ts';
import { connectTemporal } from '../../platform/temporal.ts';
import { assertReachable, openDatabase } from '../../store/database.ts';
import { TASK_QUEUE } from '../../workflows/contract.ts';
import type { CliContext } from '../context.ts';
import { packageVersion } from '../package-version.ts';

/** One thing that was looked at. `off` is no fault: nothing of it runs here. */
export interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'off' | 'failed';
  readonly found: string;
  readonly advice?: string;
}

const OLDEST_NODE = 24;
const ANSWER_WITHIN_MS = 3_000;

/** Looks at everything that a stack stands on, in the order in which it is needed. */
export async function diagnose(context: CliContext): Promise<readonly Finding[]> {
  const { config } = context;
  const control = await checkHttp('control plane', `${config.controlUrl}/readyz`, 'TIDEGATE_CONTROL_URL');
  const runs = control.state === 'ok';
  return [
    checkNode(),
    await checkPostgres(config, runs),
    await checkTemporal(config, runs),
    control,
    await checkHttp('gateway', `${config.gatewayUrl}/readyz`, 'TIDEGATE_GATEWAY_URL'),
    ...(runs
      ? [await checkToken(context), await checkVersion(config), await checkReplicas(context)]
      : await checkPorts(config)),
  ];
}

function checkNode(): Finding {
  const what = 'Node';
  const found = process.version;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return { what, state: 'ok', found };
  return {
    what,
    state: 'failed',
    found,
    advice: `use Node ${OLDEST_NODE}: npm ci brings one along, and npx tidegate uses it`,
  };
}

async function checkPostgres({ databaseUrl, ports, host }: Config, runs: boolean): Promise<Finding> {
  const what = 'Postgres';
  if (databaseUrl === undefined) return checkEmbedded(what, ports.postgres, host, runs);
  const database = openDatabase({ url: databaseUrl, applicationName: 'tidegate-doctor', maxConnections: 1 });
  try {
    await assertReachable(database, databaseUrl);
    const [row] = await database<{ version: string }[]>`SELECT current_setting('server_version') AS version`;
    return { what, state: 'ok', found: `${row?.version} at ${new URL(databaseUrl).host}` };
  } catch (error) {
    return failed(what, error);
  } finally {
    await database.end({ timeout: 1 });
  }
}

async function checkTemporal(config: Config, runs: boolean): Promise<Finding> {
  const what = 'Temporal';
  const { address, namespace } = config.temporal;
  if (address === undefined && !runs) return checkEmbedded(what, config.ports.temporal, config.host, runs);
  try {
    const client = await connectTemporal(config);
    try {
      const taskQueue = { name: TASK_QUEUE };
      const { pollers } = await client.workflowService.describeTaskQueue({ namespace, taskQueue, taskQueueType: 1 });
      const found = `${address ?? `127.0.0.1:${config.ports.temporal}`}, namespace ${namespace}`;
      if ((pollers ?? []).length > 0) return { what, state: 'ok', found };
      const advice = `no worker polls the task queue "${TASK_QUEUE}": start one (node worker/main.ts)`;
      return { what, state: 'failed', found, advice };
    } finally {
      await client.connection.close();
    }
  } catch (error) {
    return failed(what, error);
  }
}

/** A server that a stack brings along. */
async function checkEmbedded(what: string, port: number, host: string, runs: boolean): Promise<Finding> {
  if (runs) return { what, state: 'ok', found: `brought by the stack, port ${port}` };
  if (!(await isTaken(host, port)))
    return { what, state: 'off', found: 'not running', advice: 'tidegate up (npm start) brings one' };
  return { what, state: 'off', found: `something listens on port ${port}` };
}

async function checkHttp(what: string, url: string, variable: string): Promise<Finding> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (response.ok) return { what, state: 'ok', found: `ready at ${new URL(url).origin}` };
    return {
      what,
      state: 'failed',
      found: `${url} answers ${response.status}`,
      advice: 'see its log: it lacks something that it needs',
    };
  } catch {
    return {
      what,
      state: 'off',
      found: `nothing answers at ${new URL(url).origin}`,
      advice: `start a stack with tidegate up (npm start), or set ${variable}`,
    };
  }
}

async function checkToken({ api }: CliContext): Promise<Finding> {
  const what = 'admin token';
  try {
    await api.call('listProviders');
    return { what, state: 'ok', found: 'accepted' };
  } catch (error) {
    return failed(what, error);
  }
}

async function checkVersion({ controlUrl }: Config): Promise<Finding> {
  const what = 'versions';
  const response = await fetch(`${controlUrl}/api/v1/openapi.json`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const { info } = (await response.json()) as { info: { version: string } };
  const found = `command ${packageVersion()}, control plane ${info.version}`;
  if (info.version === packageVersion()) return { what, state: 'ok', found };
  return { what, state: 'failed', found, advice: 'bring both to the same version' };
}

async function checkReplicas({ api }: CliContext): Promise<Finding> {
  const what = 'gateway replicas';
  try {
    const { items } = await api.call('listReplicas');
    const live = items.filter((replica) => replica.live);
    const newest = Math.max(0, ...live.map(({ appliedSnapshot }) => appliedSnapshot));
    const behind = live.filter(({ appliedSnapshot }) => appliedSnapshot < newest).length;
    const found = `${live.length} live${behind === 0 ? '' : `, ${behind} behind`}`;
    if (live.length > 0) return { what, state: 'ok', found };
    return { what, state: 'failed', found, advice: 'no gateway reaches the database: see its log and DATABASE_URL' };
  } catch (error) {
    return failed(what, error);
  }
}

/** Where nothing runs: whether a stack could start. */
async function checkPorts({ ports, host }: Config): Promise<Finding[]> {
  const taken: Finding[] = [];
  for (const name of Object.keys(ports) as (keyof Ports)[]) {
    if (!(await isTaken(host, ports[name]))) continue;
    const advice = `stop what uses it, or set ${PORT_VARIABLES[name]} to another port`;
    taken.push({ what: `port ${ports[name]}`, state: 'failed', found: 'taken by something else', advice });
  }
  return taken.length > 0 ? taken : [{ what: 'ports', state: 'ok', found: `free: ${Object.values(ports).join(', ')}` }];
}

function isTaken(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 500 });
    const end = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

function failed(what: string, error: unknown): Finding {
  const advice = error instanceof TidegateError ? error.message : String(error);
  return { what, state: 'failed', found: 'not usable', advice };
}
