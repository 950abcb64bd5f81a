import { keyLimitsSchema } from '../core/limits/limit-schema.ts';
import type { KeyLimit } from '../core/limits/limit.ts';
import type { KeySnapshot } from '../core/route/snapshot.ts';
import type { Transaction } from './database.ts';
import { parseRow } from './parse-row.ts';

/** One changed key: the hashes under which it may be used from now on, none where it was revoked. */
export interface ChangedKey {
  readonly id: string;
  readonly byHash: readonly (readonly [string, KeySnapshot])[];
}

export async function readChangedKeys(transaction: Transaction, since: number): Promise<readonly ChangedKey[]> {
  const rows = await transaction<KeyRow[]>`
    SELECT hash, previous_hash AS "previousHash", id, tenant, team, labels, routes, limits,
      1000 * extract(epoch FROM expires_at)::double precision AS "expiresAtMs",
      1000 * extract(epoch FROM previous_expires_at)::double precision AS "previousExpiresAtMs",
      revoked_at IS NOT NULL AS revoked
    FROM api_keys WHERE changed_at_snapshot > ${since}`;
  return rows.map((row) => ({ id: row.id, byHash: row.revoked ? [] : textsOf(row) }));
}

/** The keys with the changed ones in the place of what was known of them. */
export function mergedKeys(
  base: ReadonlyMap<string, KeySnapshot> | undefined,
  changed: readonly ChangedKey[],
): ReadonlyMap<string, KeySnapshot> {
  if (base !== undefined && changed.length === 0) return base;
  const ids = new Set(changed.map(({ id }) => id));
  const kept = Array.from(base ?? []).filter(([, { id }]) => !ids.has(id));
  return new Map([...kept, ...changed.flatMap(({ byHash }) => byHash)]);
}

interface KeyRow {
  hash: string;
  previousHash: string | null;
  id: string;
  tenant: string | null;
  team: string | null;
  labels: Record<string, string>;
  routes: string[] | null;
  limits: unknown;
  expiresAtMs: number | null;
  previousExpiresAtMs: number | null;
  revoked: boolean;
}

function textsOf(row: KeyRow): (readonly [string, KeySnapshot])[] {
  const { hash, previousHash, previousExpiresAtMs } = row;
  const key = snapshotOf(row);
  if (previousHash === null || previousExpiresAtMs === null) return [[hash, key]];
  return [
    [hash, key],
    [previousHash, { ...key, expiresAtMs: previousExpiresAtMs }],
  ];
}

function snapshotOf({ id, labels, tenant, team, routes, limits, expiresAtMs }: KeyRow): KeySnapshot {
  const parsed: readonly KeyLimit[] = parseRow(keyLimitsSchema, limits, `limits of key ${id}`);
  return {
    id,
    labels,
    ...(tenant === null ? {} : { tenant }),
    ...(team === null ? {} : { team }),
    ...(routes === null ? {} : { routes }),
    ...(parsed.length === 0 ? {} : { limits: parsed }),
    ...(expiresAtMs === null ? {} : { expiresAtMs }),
  };
}
