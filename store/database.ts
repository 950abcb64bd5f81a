import postgres from 'postgres';
import { TidegateError } from '../core/errors.ts';

/** 64-bit integers are read as numbers: counters here stay far below 2^53. */
type ParsedTypes = { bigint: number };
export type Database = postgres.Sql<ParsedTypes>;
export type Transaction = postgres.TransactionSql<ParsedTypes>;
/** Either of them, for a statement that may be part of a transaction. */
export type Queryable = Database | Transaction;

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly maxConnections?: number;
  /** Longest time of one statement, ms. */
  readonly statementTimeoutMs?: number;
}

const INT8_OID = 20;
/** Between two attempts to connect again, s: leases lapse within seconds, so nobody may wait longer. */
const RECONNECT_AFTER_S = 0.25;

/** A pool of connections. Nothing is connected until the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  return postgres(options.url, {
    max: options.maxConnections ?? 10,
    connect_timeout: 5,
    idle_timeout: 60,
    backoff: () => RECONNECT_AFTER_S,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.statementTimeoutMs ?? 15_000,
    },
    types: { bigint: { to: INT8_OID, from: [INT8_OID], parse: Number, serialize: String } },
  });
}

/** Fails with one clear sentence where the database cannot be reached. */
export async function assertReachable(database: Database, url: string): Promise<void> {
  try {
    await database`SELECT 1`;
  } catch (cause) {
    const { host } = new URL(url);
    const message = `Postgres cannot be reached at ${host}: check DATABASE_URL, and that the server runs and takes the user and password in it`;
    throw new TidegateError('unavailable', message, { cause });
  }
}

/** JSON as a parameter. Accepts any plain readonly structure. */
export function json(database: Queryable, value: unknown): postgres.Parameter {
  return database.json(value as postgres.JSONValue);
}

/** Whether the error is the database's refusal of a duplicate. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '23505';
}

const UNREACHABLE = new Set([
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ETIMEDOUT',
]);
/** Connection exceptions, too many connections, a statement over its time, a server that stops or starts. */
const AWAY_STATES = /^(08...|53300|57014|57P0[1-5])$/;

/** Whether the error says that the database is away or has no time, so that the same call may succeed later. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return error instanceof postgres.PostgresError ? AWAY_STATES.test(error.code) : UNREACHABLE.has(error.code);
}

/** Whether the error is the database's refusal of a row that belongs to nothing. */
export function isMissingReference(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '23503';
}

/** Whether the database refused a value: out of range, or of characters that it cannot hold (class 22, data exception). */
export function isBadValue(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code.startsWith('22');
}
