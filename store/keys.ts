import { createHash } from 'node:crypto';
import { appendAudit } from './audit.ts';
import { type Database, json, type Queryable } from './database.ts';
import { nextSnapshot } from './publications.ts';

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly tenant: string | null;
  readonly team: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly routes: readonly string[] | null;
  readonly createdAt: Date;
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
}

/** Hexadecimal SHA-256: keys are long and random, so a plain hash keeps them. */
export function hashKey(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Stores a key and publishes it. A key whose text is known already changes nothing. */
export async function issueKey(database: Database, key: NewKey, actor: string): Promise<void> {
  await database.begin(async (transaction) => {
    const snapshot = await nextSnapshot(transaction);
    const added = await transaction`
      INSERT INTO api_keys (id, hash, name, tenant, team, labels, routes, changed_at_snapshot)
      VALUES (${key.id}, ${hashKey(key.secret)}, ${key.name}, ${key.tenant ?? null}, ${key.team ?? null},
        ${json(transaction, key.labels)}, ${key.routes === undefined ? null : [...key.routes]}, ${snapshot})
      ON CONFLICT DO NOTHING RETURNING id`;
    if (added.length === 0) return;
    const after = { name: key.name, tenant: key.tenant ?? null, team: key.team ?? null };
    await appendAudit(transaction, {
      actor,
      action: 'key.issue',
      subject: `key/${key.id}`,
      reason: 'key issued',
      after,
    });
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
    await appendAudit(transaction, { actor, action: 'key.revoke', subject: `key/${id}`, reason });
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
    SELECT id, name, tenant, team, labels, routes, created_at AS "createdAt", revoked_at AS "revokedAt" FROM api_keys`;
}
