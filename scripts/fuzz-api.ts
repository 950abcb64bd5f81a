// Tries the whole control API with calls made from its OpenAPI document: `npm run fuzz:api [-- --seed 7 --examples 30]`.
// The control plane, Postgres and Temporal are real and its own; schemathesis (from PyPI, in a folder of its own under
// the cache) makes the calls. It ends with 1 where an answer is a fault of the server or contradicts the document.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createControl } from '../control/control.ts';
import { randomIds, systemClock } from '../control/ids.ts';
import { lazyTemporal } from '../control/lazy-temporal.ts';
import { readConfig } from '../platform/config.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { startTestServers } from '../test/support/jest/servers.ts';
import { prepareNamespace } from '../platform/temporal-namespace.ts';

const VERSION = '4.32.5';
const TOKEN = 'tga-token-of-the-fuzzer-only';
/** An open stream answers for as long as it is watched. */
const STREAMS = 'watchRelease';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
const SAMPLE = {
  providers: [{ id: 'simulated', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1' }],
  routes: [{ id: 'support-agent', stable: { provider: 'simulated', model: 'sim-large' } }],
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    examples: { type: 'string', default: '10' },
    phases: { type: 'string', default: 'examples,coverage,fuzzing' },
  },
});
const config = readConfig();
const schemathesis = install(join(config.cacheDir, `schemathesis-${VERSION}`));
const servers = await startTestServers();
try {
  process.exitCode = await fuzz(servers.postgres.url, servers.temporal.address);
} finally {
  await servers.stop();
}

async function fuzz(databaseUrl: string, temporalAddress: string): Promise<number> {
  const database = openDatabase({ url: databaseUrl, applicationName: 'fuzz-api' });
  await migrate(database);
  const own = readConfig({ TEMPORAL_ADDRESS: temporalAddress });
  const temporal = lazyTemporal(own);
  await prepareNamespace(temporal);
  const control = createControl({
    database,
    temporal,
    config: own,
    ids: randomIds(systemClock),
    log: pino({ level: 'error' }, pino.destination(2)),
    adminToken: TOKEN,
    version: '0.0.0',
  });
  const url = await control.listen(0, '127.0.0.1');
  try {
    await post(`${url}/api/v1/configuration`, SAMPLE);
    await post(`${url}/api/v1/releases`, { route: 'support-agent', candidate: { model: 'sim-small' } });
    return await run(url);
  } finally {
    await control.close();
    await temporal.connection.close();
    await database.end({ timeout: 2 });
  }
}

async function post(address: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${await response.text()}`);
}

function run(url: string): Promise<number> {
  const parameters = [
    'run',
    `${url}/api/v1/openapi.json`,
    '--header',
    `authorization: Bearer ${TOKEN}`,
    '--checks',
    CHECKS.join(','),
    '--exclude-operation-id',
    STREAMS,
    '--max-examples',
    values.examples,
    '--seed',
    values.seed,
    '--workers',
    '2',
    '--request-timeout',
    '20',
    '--suppress-health-check',
    'all',
    '--phases',
    values.phases,
    '--continue-on-failure',
    '--no-color',
  ];
  // Not synchronous: the control plane that it calls lives in this process.
  const child = spawn(schemathesis, parameters, { stdio: ['ignore', 'inherit', 'inherit'], cwd: config.cacheDir });
  return new Promise((resolve, reject) => void child.once('error', reject).once('exit', (code) => resolve(code ?? 1)));
}

/** Its command, in a virtual environment that is made once. */
function install(folder: string): string {
  const command = join(folder, 'bin', 'schemathesis');
  if (existsSync(command)) return command;
  console.error(`Installing schemathesis ${VERSION} into ${folder} …`);
  execFileSync('python3', ['-m', 'venv', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  const pip = ['-m', 'pip', 'install', '--quiet', `schemathesis==${VERSION}`];
  execFileSync(join(folder, 'bin', 'python'), pip, { stdio: ['ignore', 'inherit', 'inherit'] });
  return command;
}
