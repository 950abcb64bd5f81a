import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDashboard } from '../dashboard/build.ts';
import { type Config, databaseUrlOf, readConfig } from '../platform/config.ts';
import { onShutdown, reportReady } from '../platform/lifecycle.ts';
import { createLogger, type Logger } from '../platform/log.ts';
import { Periodic } from '../platform/periodic.ts';
import { assertReachable, openDatabase } from '../store/database.ts';
import { maintain } from '../store/maintenance.ts';
import { migrate } from '../store/migrate.ts';
import { applyConfigurationFile } from './boot-configuration.ts';
import { issueFirstKey } from './first-key.ts';
import { createControl } from './control.ts';
import { randomIds, systemClock } from './ids.ts';
import { lazyTemporal } from './lazy-temporal.ts';
import { TidegateError } from '../core/errors.ts';

const MAINTENANCE_EVERY_MS = 600_000;
const config = readConfig();
const log = createLogger('control', config.log);
try {
  await serve();
} catch (error) {
  log.fatal({ err: error }, error instanceof Error ? error.message : 'the control plane cannot start');
  process.exit(1); // whatever is still open must not keep a process alive that serves nothing
}

async function serve(): Promise<void> {
  const adminToken = adminTokenOf(config);
  const url = databaseUrlOf(config);
  const database = openDatabase({ url, applicationName: 'tidegate-control' });
  const owner =
    config.ownerDatabaseUrl === undefined
      ? database
      : openDatabase({ url: config.ownerDatabaseUrl, applicationName: 'tidegate-control', maxConnections: 1 });
  await assertReachable(owner, config.ownerDatabaseUrl ?? url);
  await migrate(owner);
  await assertReachable(database, url);
  await applyConfigurationFile(database, config.configFile, log);
  await issueFirstKey(database, config.apiKey);
  const temporal = lazyTemporal(config);
  const control = createControl({
    database,
    temporal,
    config,
    adminToken,
    log,
    ids: randomIds(systemClock),
    version: await packageVersion(),
    dashboard: await dashboardFolder(log),
  });
  const housekeeping = new Periodic({
    what: 'keep the partitions of traces and what is past its time',
    everyMs: MAINTENANCE_EVERY_MS,
    work: () => maintain(owner, config.retention, new Date()),
    log,
  });
  housekeeping.start();
  onShutdown(
    async () => {
      await control.close();
      await housekeeping.stop();
      await temporal.connection.close();
      await Promise.all([database.end({ timeout: 2 }), owner.end({ timeout: 2 })]);
    },
    { log },
  );
  log.info({ url: await control.listen(config.ports.control, config.host) }, 'the control plane serves');
  reportReady();
}

function adminTokenOf({ adminToken }: Config): string {
  if (adminToken !== undefined) return adminToken;
  throw new TidegateError(
    'invalid_input',
    'TIDEGATE_ADMIN_TOKEN is not set: give the token that people and programs call the API with.',
  );
}

async function packageVersion(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Without its page the control plane still serves its API. */
async function dashboardFolder(logger: Logger): Promise<string | undefined> {
  try {
    return (await buildDashboard()).directory;
  } catch (error) {
    logger.warn({ err: error }, 'the dashboard is not served');
    return undefined;
  }
}
