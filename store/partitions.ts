import type { Database, Transaction } from './database.ts';

/** Tables in partitions by day of `started_at` (UTC). */
export const PARTITIONED = ['traces', 'trace_bodies'] as const;
export type Partitioned = (typeof PARTITIONED)[number];

const DAY_MS = 86_400_000;
/** Whoever wants a whole table waits this long for those who use it, so that nobody waits for long behind them. */
const LOCK_WAIT_MS = 2_000;
const LOCK = 7_443_003;

/** Makes the partitions of the days from `from` on that are not there yet; calls that came too early move into theirs. */
export async function createPartitions(
  database: Database,
  table: Partitioned,
  from: Date,
  days: number,
): Promise<readonly string[]> {
  const created: string[] = [];
  const known = new Set((await listPartitions(database, table)).map(({ name }) => name));
  for (let day = 0; day < days; day += 1) {
    const start = startOfDay(new Date(from.getTime() + day * DAY_MS));
    const name = `${table}_${start.toISOString().slice(0, 10).replaceAll('-', '')}`;
    if (!known.has(name) && (await createPartition(database, table, name, start))) created.push(name);
  }
  return created;
}

/** Drops the partitions whose every call began before `before`. */
export async function dropPartitions(database: Database, table: Partitioned, before: Date): Promise<readonly string[]> {
  const dropped: string[] = [];
  for (const { name, start } of await listPartitions(database, table)) {
    if (start.getTime() + DAY_MS > before.getTime()) continue;
    await database.begin(async (transaction) => {
      await takeTurn(transaction);
      await transaction.unsafe(`DROP TABLE IF EXISTS ${name}`);
    });
    dropped.push(name);
  }
  return dropped;
}

export interface Partition {
  readonly name: string;
  readonly start: Date;
}

/** Oldest first. Names and days come from the catalogue alone. */
export async function listPartitions(database: Database, table: Partitioned): Promise<readonly Partition[]> {
  const rows = await database<{ name: string }[]>`
    SELECT child.relname AS name FROM pg_inherits
    JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = ${table}::regclass AND child.relname ~ ${`^${table}_\\d{8}$`} ORDER BY child.relname`;
  return rows.map(({ name }) => ({ name, start: dayOf(name) }));
}

async function createPartition(database: Database, table: Partitioned, name: string, start: Date): Promise<boolean> {
  const end = new Date(start.getTime() + DAY_MS);
  const [from, to] = [start, end].map((time) => `'${time.toISOString()}'`);
  return database.begin(async (transaction) => {
    await takeTurn(transaction);
    const [there] = await transaction`SELECT FROM pg_class WHERE relname = ${name}`;
    if (there !== undefined) return false;
    const columns = await ownColumns(transaction, table);
    // The calls of that day that came before their partition must not be joined by others while they move.
    await transaction.unsafe(`LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`);
    await transaction.unsafe(`CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL)`);
    await transaction.unsafe(`
      WITH moved AS (DELETE FROM ${table}_default WHERE started_at >= ${from} AND started_at < ${to} RETURNING ${columns})
      INSERT INTO ${name} (${columns}) SELECT ${columns} FROM moved`);
    await transaction.unsafe(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`);
    return true;
  });
}

/** One process at a time changes partitions, and it never makes writers queue behind it for long. */
async function takeTurn(transaction: Transaction): Promise<void> {
  await transaction`SELECT set_config('lock_timeout', ${String(LOCK_WAIT_MS)}, true)`;
  await transaction`SELECT pg_advisory_xact_lock(${LOCK})`;
}

/** The columns that are not worked out from others, as SQL. */
async function ownColumns(transaction: Transaction, table: Partitioned): Promise<string> {
  const [row] = await transaction<{ columns: string }[]>`
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
    WHERE attrelid = ${table}::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`;
  return row?.columns ?? '';
}

function startOfDay(time: Date): Date {
  return new Date(Math.floor(time.getTime() / DAY_MS) * DAY_MS);
}

function dayOf(name: string): Date {
  const digits = name.slice(-8);
  return new Date(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}T00:00:00Z`);
}
