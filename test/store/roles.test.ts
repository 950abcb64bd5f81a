import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { GRANTS, PROCESS_ROLES, type ProcessRole } from '../../store/roles.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { givenRelease, givenRoute } from './given.ts';

let store: TestDatabase;
const opened: Database[] = [];

beforeAll(async () => {
  store = await createTestDatabase();
  await givenRoute(store.database);
  await givenRelease(store.database);
});
afterAll(async () => {
  for (const database of opened) await database.end({ timeout: 1 });
  await store.drop();
});

function as(role: ProcessRole): Database {
  const database = openDatabase({ url: store.urlOf(role), applicationName: role, maxConnections: 1 });
  opened.push(database);
  return database;
}

const DENIED = { code: '42501' };

test('each table says what each process may do with it', async () => {
  const rows = await store.database<{ name: string }[]>`
    SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname !~ '_\\d{8}$' ORDER BY 1`;
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(GRANTS).toSorted());
});

describe('the gateway', () => {
  const gateway = { database: undefined as unknown as Database };
  beforeAll(() => {
    gateway.database = as('tidegate_gateway');
  });

  test('reads what it serves', async () => {
    expect(await gateway.database`SELECT id FROM routes`).toHaveLength(1);
  });

  test.each([
    "UPDATE routes SET rollout = '{}'",
    'UPDATE snapshot_head SET version = 99',
    "UPDATE providers SET config = '{}'",
    'DELETE FROM route_versions',
    "UPDATE api_keys SET routes = '{}'",
    'INSERT INTO release_watches (release_id) VALUES (1)',
    "INSERT INTO audit VALUES (99, now(), '', '', '', '', '', '', '')",
    'SELECT * FROM audit',
    'SELECT * FROM releases',
    'SELECT * FROM access_tokens',
    'SELECT * FROM traces',
    'SELECT * FROM trace_bodies',
    'CREATE TABLE mine (id int)',
  ])('may not: %s', async (statement) => {
    await expect(gateway.database.unsafe(statement)).rejects.toMatchObject(DENIED);
  });
});

test.each([
  'SELECT * FROM api_keys',
  'SELECT * FROM access_tokens',
  'DELETE FROM routes',
  "UPDATE providers SET id = ''",
])('the worker may not: %s', async (statement) => {
  await expect(as('tidegate_worker').unsafe(statement)).rejects.toMatchObject(DENIED);
});

describe.each(PROCESS_ROLES)('%s', (role) => {
  test.each([
    "UPDATE audit SET reason = 'another'",
    'DELETE FROM audit',
    'TRUNCATE audit',
    'ALTER TABLE audit DISABLE TRIGGER ALL',
    'DROP TABLE audit',
    "INSERT INTO schema_migrations (name) VALUES ('9999_mine.sql')",
  ])('may not: %s', async (statement) => {
    await expect(as(role).unsafe(statement)).rejects.toMatchObject(DENIED);
  });
});

test('the owner of the tables cannot change the audit record either', async () => {
  await expect(store.database`UPDATE audit SET reason = 'another'`).rejects.toThrow('append-only');
  await expect(store.database`DELETE FROM audit`).rejects.toThrow('append-only');
});

test('what was taken from a role by mistake comes back with the next change of the schema, and nothing is touched without one', async () => {
  const { database } = store;
  await database.unsafe('REVOKE ALL ON routes FROM tidegate_gateway');
  await migrate(database);
  const mayRead = async (): Promise<unknown> =>
    (await database`SELECT has_table_privilege('tidegate_gateway', 'routes', 'SELECT') AS may`)[0]?.['may'];
  expect(await mayRead()).toBe(false);
  await database`DELETE FROM schema_migrations WHERE name LIKE 'grants %'`;
  await migrate(database);
  expect(await mayRead()).toBe(true);
});
