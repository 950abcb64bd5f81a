import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { applyGrants } from './roles.ts';

const FOLDER = join(import.meta.dirname, 'migrations');
const LOCK = 7_443_001;

/**
 * Brings the schema up to date, one numbered file after the other, in one transaction, under a lock. Forward only. Then each
 * process's role may do what it has to (store/roles.ts).
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const files = (await readdir(FOLDER)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).toSorted();
  const applied: string[] = [];
  await database.begin(async (transaction) => {
    await transaction`SELECT pg_advisory_xact_lock(${LOCK})`;
    await transaction`CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`;
    const rows = await transaction<{ name: string }[]>`SELECT name FROM schema_migrations`;
    const done = new Set(rows.map((row) => row.name));
    for (const file of files) {
      if (done.has(file)) continue;
      await transaction.unsafe(await readFile(join(FOLDER, file), 'utf8'));
      await transaction`INSERT INTO schema_migrations (name) VALUES (${file})`;
      applied.push(file);
    }
    await applyGrants(transaction, applied.length > 0);
  });
  return applied;
}
