import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { processIdentity } from '../../../platform/embedded/process-identity.ts';
import { freePort } from '../../../platform/embedded/ports.ts';
import { type PostgresServer, startPostgres } from '../../../platform/embedded/postgres-server.ts';
import { type Database, openDatabase } from '../../../store/database.ts';
import { rejectionOf } from '../../support/error-of.ts';
import { runNode } from '../../support/node-process.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

describe('the Postgres of a development stack', () => {
  let folder: TemporaryFolder;
  let port: number;
  let server: PostgresServer | undefined;

  beforeEach(async () => {
    folder = temporaryFolder();
    port = await freePort();
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
    folder.delete();
  });

  const start = async (): Promise<PostgresServer> => {
    server = await startPostgres({ dataDir: folder.path, port, durable: false });
    return server;
  };

  test('keeps its data when it is stopped and started again', async () => {
    const first = await start();
    await query(first.url, (sql) => sql`CREATE TABLE kept AS SELECT 42 AS answer`);
    await first.stop();
    const second = await start();
    expect(await query(second.url, (sql) => sql`SELECT answer FROM kept`)).toEqual([{ answer: 42 }]);
    expect(second.url).toBe(first.url);
  });

  test('comes up with its data after its owner was killed', async () => {
    const owner = runNode('test/platform/fixtures/own-server.ts', ['postgres', folder.path, String(port)]);
    const leftover = Number(await owner.said('started'));
    owner.kill('SIGKILL');
    expect(await owner.ended).toBe('SIGKILL');
    expect(processIdentity(leftover)).toBeDefined();

    const { pid, url } = await start();
    expect(pid).not.toBe(leftover);
    expect(processIdentity(leftover)).toBeUndefined();
    expect(await query(url, (sql) => sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  test('comes up after its own process was killed', async () => {
    const first = await start();
    process.kill(first.pid, 'SIGKILL');
    expect(await first.exited).toBe('SIGKILL');
    const { url } = await start();
    expect(await query(url, (sql) => sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  test('comes up after a restart of the machine, when its old process id is another program', async () => {
    await (await start()).stop();
    writeFileSync(join(folder.path, 'postgres', 'postmaster.pid'), `${process.pid}\n`);
    await start();
    expect(processIdentity(process.pid)).toBeDefined();
  });

  test('lets nobody in without the password, which only its owner can read', async () => {
    const { url } = await start();
    const stranger = new URL(url);
    stranger.password = 'guessed';
    const error = await rejectionOf(query(stranger.href, (sql) => sql`SELECT 1`));
    expect(error.message).toMatch(/password authentication failed/);
    expect(statSync(join(folder.path, 'postgres.password')).mode & 0o777).toBe(0o600);
  });

  test('a port that is taken is one sentence with the port, who wants it and what changes it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const error = await rejectionOf(start());
    expect(error).toMatchObject({ code: 'port_taken' });
    expect(error.message).toBe(
      `Port ${port} on 127.0.0.1 is taken, and Postgres needs it: stop what uses it, or set TIDEGATE_POSTGRES_PORT to another port.`,
    );
    await new Promise((resolve) => other.close(resolve));
  });
});

async function query<Row>(url: string, statement: (sql: Database) => PromiseLike<Row>): Promise<Row> {
  const sql = openDatabase({ url, applicationName: 'test', maxConnections: 1 });
  try {
    return await statement(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
