import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../store/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let store: TestDatabase;
beforeAll(async () => void (store = await createTestDatabase()));
afterAll(() => store.drop());

// Without scripts/mend-postgres.cjs, the statement after the loss throws where nobody can catch it: the process ends.
test('a connection that is lost in a transaction fails that transaction, and nothing else', async () => {
  const database = openDatabase({ url: store.url, applicationName: 'lost', maxConnections: 1 });
  const work = database.begin(async (transaction) => {
    const [self] = await transaction<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    await store.database`SELECT pg_terminate_backend(${self?.pid ?? 0}, 5000)`;
    for (;;) await transaction`SELECT 1`.catch((error: unknown) => lastOf(error));
  });
  await expect(work).rejects.toMatchObject({ code: expect.stringMatching(/CONNECTION_CLOSED|57P01/) });
  expect(await database`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  await database.end();
});

/** The first failure tells that the server ended the connection; only the one after it meets none at all. */
function lastOf(error: unknown): void {
  const isGone = error instanceof Error && 'code' in error && error.code === 'CONNECTION_CLOSED';
  if (isGone) throw error;
}
