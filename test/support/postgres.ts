import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '../../store/database.ts';
import type { ProcessRole } from '../../store/roles.ts';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** For the role of a process. */
  urlOf(role: ProcessRole): string;
  /** Closes the connections and drops the database. */
  drop(): Promise<void>;
}

const TEMPLATE = 'tidegate';

/** A database of its own on the real Postgres of this run, with the whole schema and nothing in it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdministrator((admin) => admin.unsafe(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`));
  const url = urlOf(name);
  const database = openDatabase({ url, applicationName: name });
  return {
    url,
    database,
    urlOf: (role) => urlOf(name, `TIDEGATE_TEST_${role.toUpperCase()}_URL`),
    async drop() {
      await database.end({ timeout: 1 });
      await asAdministrator((admin) => admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function asAdministrator(work: (database: Database) => PromiseLike<unknown>): Promise<void> {
  const admin = openDatabase({ url: urlOf('postgres'), applicationName: 'test-administrator', maxConnections: 1 });
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(name: string, variable = 'TIDEGATE_TEST_DATABASE_URL'): string {
  const url = new URL(process.env[variable] ?? '');
  url.pathname = `/${name}`;
  return url.href;
}
