import { processorTimeMs } from './processor-time.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { type PostgresServer, startPostgres } from '../../platform/embedded/postgres-server.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { maintain } from '../../store/maintenance.ts';
import { migrate } from '../../store/migrate.ts';

/** A Postgres that can be taken away and brought back. */
export interface BenchStore {
  readonly database: Database;
  /** Of the server, all its processes together; `undefined` where the system does not tell. */
  processorMs(): number | undefined;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
export const RETENTION = { tracesMs: 30 * DAY_MS, bodiesMs: 7 * DAY_MS, evidenceMs: 90 * DAY_MS };

export async function openStore(dataDir: string): Promise<BenchStore> {
  const port = await freePort();
  let server: PostgresServer | undefined = await startPostgres({ dataDir, port });
  const database = openDatabase({ url: server.url, applicationName: 'bench', statementTimeoutMs: 600_000 });
  await migrate(database);
  await maintain(database, RETENTION, new Date());
  return {
    database,
    processorMs: () => (server === undefined ? undefined : processorTimeMs(server.pid)),
    async stop() {
      await server?.stop();
      server = undefined;
    },
    async start() {
      server ??= await startPostgres({ dataDir, port });
    },
    async close() {
      await database.end({ timeout: 1 });
      await server?.stop();
    },
  };
}
