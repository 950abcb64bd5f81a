import { createHash } from 'node:crypto';
import type { Role } from '../core/access/roles.ts';
import { appendAudit } from './audit.ts';
import type { Database, Queryable } from './database.ts';

/** A token of the control API, without its text. */
export interface TokenRow {
  readonly id: string;
  /** Whose it is: it stands in the record as the actor. Two tokens of one person carry one name. */
  readonly name: string;
  readonly role: Role;
  /** Routes that it reaches; null means all. */
  readonly routes: readonly string[] | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewToken extends Pick<TokenRow, 'id' | 'name' | 'role' | 'routes'> {
  readonly secret: string;
  /** How long it is valid, ms from now on; for good without it. */
  readonly validForMs: number | undefined;
}

export async function issueToken(database: Database, token: NewToken, actor: string): Promise<TokenRow> {
  return database.begin(async (transaction) => {
    const { id, name, role, secret, validForMs } = token;
    const routes = token.routes === null ? null : [...token.routes];
    const expiresAt =
      validForMs === undefined ? null : transaction`clock_timestamp() + ${validForMs} * interval '1 millisecond'`;
    await transaction`
      INSERT INTO access_tokens (id, hash, name, role, routes, created_by, expires_at)
      VALUES (${id}, ${hashOf(secret)}, ${name}, ${role}, ${routes}, ${actor}, ${expiresAt})`;
    const row = await findToken(transaction, id);
    if (row === undefined) throw new Error('A token that was just stored is gone');
    const after = { name, role, routes, expiresAt: row.expiresAt };
    await appendAudit(transaction, {
      actor,
      action: 'token.issue',
      subject: `token/${id}`,
      reason: `token issued to ${name}`,
      after,
    });
    return row;
  });
}

/** From the next call on it is refused. Revoking it again changes nothing. `undefined` where there is none. */
export async function revokeToken(
  database: Database,
  id: string,
  actor: string,
  reason: string,
): Promise<TokenRow | undefined> {
  return database.begin(async (transaction) => {
    const revoked = await transaction`
      UPDATE access_tokens SET revoked_at = clock_timestamp() WHERE id = ${id} AND revoked_at IS NULL RETURNING id`;
    if (revoked.length > 0)
      await appendAudit(transaction, { actor, action: 'token.revoke', subject: `token/${id}`, reason });
    return findToken(transaction, id);
  });
}

/** The token with that text, where it is in force now. */
export async function tokenInForce(database: Queryable, secret: string): Promise<TokenRow | undefined> {
  const [token] = await database<TokenRow[]>`
    ${selectTokens(database)} WHERE hash = ${hashOf(secret)} AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > clock_timestamp())`;
  return token;
}

/** Newest first; `after` is the id of the last one of the page before. */
export async function listTokens(
  database: Queryable,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<readonly TokenRow[]> {
  return database<TokenRow[]>`
    ${selectTokens(database)}
    ${
      after === undefined
        ? database``
        : database`WHERE (created_at, id) < (SELECT created_at, id FROM access_tokens WHERE id = ${after})`
    }
    ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
}

async function findToken(database: Queryable, id: string): Promise<TokenRow | undefined> {
  const [token] = await database<TokenRow[]>`${selectTokens(database)} WHERE id = ${id}`;
  return token;
}

function selectTokens(database: Queryable): ReturnType<Queryable> {
  return database`
    SELECT id, name, role, routes, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt",
      revoked_at AS "revokedAt" FROM access_tokens`;
}

/** Tokens are long and random, so a plain hash keeps them; looking one up by its hash tells nothing of it by its time. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
