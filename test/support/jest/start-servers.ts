import { migrate } from '../../../store/migrate.ts';
import { PROCESS_ROLES } from '../../../store/roles.ts';
import { openDatabase } from '../../../store/database.ts';
import { startTestServers, type TestServers } from './servers.ts';

declare global {
  var tidegateTestServers: TestServers | undefined;
}

/** Jest's globalSetup: one Postgres and one Temporal for the whole run. The workers learn of them by environment. */
export default async function startServers(): Promise<void> {
  const servers = await startTestServers();
  globalThis.tidegateTestServers = servers;
  process.env['TIDEGATE_TEST_DATABASE_URL'] = servers.postgres.url;
  for (const role of PROCESS_ROLES)
    process.env[`TIDEGATE_TEST_${role.toUpperCase()}_URL`] = servers.postgres.urlOf(role);
  process.env['TIDEGATE_TEST_TEMPORAL_ADDRESS'] = servers.temporal.address;
  await migrateTemplate(servers.postgres.url);
}

/** The server's own database is migrated once and is the template of each test file's. */
async function migrateTemplate(url: string): Promise<void> {
  const database = openDatabase({ url, applicationName: 'jest' });
  await migrate(database);
  await database.end();
}
