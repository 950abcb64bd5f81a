import { createHash } from 'node:crypto';
import type { KeyLimit } from '../core/limits/limit.ts';
import { appendAudit } from './audit.ts';
import { type Database, json, type Queryable, type Transaction } from './database.ts';
import { nextSnapshot } from './publications.ts';

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly tenant: string | null;
  readonly team: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly routes: readonly string[] | null;
  readonly limits: readonly KeyLimit[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly rotatedAt: Date | null;
  /** Until when the text before the last rotation is valid too. */
  readonly previousExpiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewKey {
  readonly id: string;
  readonly name: string;
  /** The key's text: only its hash is stored. */
  readonly secret: string;
  readonly tenant?: string | undefined;
  readonly team?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly routes?: readonly string[] | undefined;
  readonly limits?: readonly KeyLimit[] | undefined;
  /** How long it is valid, ms from now on; for good without it. */
  readonly validForMs?: number | undefined;
}

/** Hexadecimal SHA-256: keys are long and random, so a plain hash keeps them. */
export function hashKey(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Stores a key and publishes it. A key whose text is known already changes nothing. */
export async function issueKey(database: Database, key: NewKey, actor: string): Promise<void> {
  await database.begin(async (transaction) => {
    const snapshot = await nextSnapshot(transaction);
    const { id, name, tenant = null, team = null, labels, limits = [] } = key;
    const hash = hashKey(key.secret);
    const routes = key.routes === undefined ? null : [...key.routes];
    const [added] = await transaction<{ expiresAt: Date | null }[]>`
      INSERT INTO api_keys (id, hash, name, tenant, team, labels, routes, limits, expires_at, changed_at_snapshot)
      SELECT ${id}, ${hash}, ${name}, ${tenant}, ${team}, ${json(transaction, labels)}, ${routes},
        ${json(transaction, limits)}, ${key.validForMs === undefined ? null : inMs(transaction, key.validForMs)}, ${snapshot}
      WHERE NOT EXISTS (SELECT 1 FROM api_keys WHERE previous_hash = ${hash})
      ON CONFLICT DO NOTHING RETURNING expires_at AS "expiresAt"`;
    if (added === undefined) return;
    const after = { name, tenant, team, labels, routes, limits, expiresAt: added.expiresAt };
    await auditKey(transaction, actor, 'issue', id, 'key issued', after);
  });
}

/** Takes a key back on every replica. False where there is no such key in force. */
export async function revokeKey(database: Database, id: string, actor: string, reason: string): Promise<boolean> {
  return database.begin(async (transaction) => {
    const snapshot = await nextSnapshot(transaction);
    const revoked = await transaction`
      UPDATE api_keys SET revoked_at = clock_timestamp(), changed_at_snapshot = ${snapshot}
      WHERE id = ${id} AND revoked_at IS NULL RETURNING id`;
    if (revoked.length === 0) return false;
    await auditKey(transaction, actor, 'revoke', id, reason);
    return true;
  });
}

export interface KeyChange {
  readonly id: string;
  readonly actor: string;
  readonly reason: string;
}

/**
 * Gives the key another text. The one before stays valid for `graceMs`, but no longer than the key itself; the one
 * before that ends at once. Id, limits and what was counted stay. False where there is no such key in force.
 */
export async function rotateKey(
  database: Database,
  { id, actor, reason, secret, graceMs }: KeyChange & { readonly secret: string; readonly graceMs: number },
): Promise<boolean> {
  return database.begin(async (transaction) => {
    const snapshot = await nextSnapshot(transaction);
    const [rotated] = await transaction<{ previousExpiresAt: Date }[]>`
      UPDATE api_keys SET hash = ${hashKey(secret)}, previous_hash = hash, rotated_at = clock_timestamp(),
        previous_expires_at = least(expires_at, ${inMs(transaction, graceMs)}), changed_at_snapshot = ${snapshot}
      WHERE id = ${id} AND ${inForce(transaction)} RETURNING previous_expires_at AS "previousExpiresAt"`;
    if (rotated === undefined) return false;
    await auditKey(transaction, actor, 'rotate', id, reason, rotated);
    return true;
  });
}

/** Has the key end after that time, sooner or later than it would have. False where there is no such key in force. */
export async function expireKey(
  database: Database,
  { id, actor, reason, validForMs }: KeyChange & { readonly validForMs: number },
): Promise<boolean> {
  return database.begin(async (transaction) => {
    const snapshot = await nextSnapshot(transaction);
    const [before] = await transaction<{ expiresAt: Date | null }[]>`
      SELECT expires_at AS "expiresAt" FROM api_keys WHERE id = ${id} AND ${inForce(transaction)} FOR UPDATE`;
    if (before === undefined) return false;
    const [after] = await transaction<{ expiresAt: Date }[]>`
      UPDATE api_keys SET expires_at = ${inMs(transaction, validForMs)},
        previous_expires_at = least(previous_expires_at, ${inMs(transaction, validForMs)}), changed_at_snapshot = ${snapshot}
      WHERE id = ${id} RETURNING expires_at AS "expiresAt"`;
    await auditKey(transaction, actor, 'expire', id, reason, after, before);
    return true;
  });
}

export interface KeyPage {
  /** Id of the last key of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listKeys(database: Queryable, page: KeyPage): Promise<readonly KeyRow[]> {
  return database<KeyRow[]>`
    ${selectKeys(database)}
    ${
      page.after === undefined
        ? database``
        : database`WHERE (created_at, id) < (SELECT created_at, id FROM api_keys WHERE id = ${page.after})`
    }
    ORDER BY created_at DESC, id DESC LIMIT ${page.limit}`;
}

export async function findKey(database: Queryable, id: string): Promise<KeyRow | undefined> {
  const [key] = await database<KeyRow[]>`${selectKeys(database)} WHERE id = ${id}`;
  return key;
}

function selectKeys(database: Queryable): ReturnType<Queryable> {
  return database`
    SELECT id, name, tenant, team, labels, routes, limits, created_at AS "createdAt", expires_at AS "expiresAt",
      rotated_at AS "rotatedAt", previous_expires_at AS "previousExpiresAt", revoked_at AS "revokedAt" FROM api_keys`;
}

function inForce(database: Queryable): ReturnType<Queryable> {
  return database`revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())`;
}

function inMs(database: Queryable, durationMs: number): ReturnType<Queryable> {
  return database`clock_timestamp() + ${durationMs} * interval '1 millisecond'`;
}

async function auditKey(
  transaction: Transaction,
  actor: string,
  what: 'issue' | 'revoke' | 'rotate' | 'expire',
  id: string,
  reason: string,
  after?: unknown,
  before?: unknown,
): Promise<void> {
  const change = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  await appendAudit(transaction, { actor, action: `key.${what}`, subject: `key/${id}`, reason, ...change });
}
