import { type Database, json } from './database.ts';

export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type Claim =
  /** Nobody used this key yet: go on, then `settle`. */
  | { readonly kind: 'mine' }
  /** The same request was answered before: answer the same. */
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  /** The same request is being worked on. */
  | { readonly kind: 'busy' }
  /** Another request used this key. */
  | { readonly kind: 'mismatch' };

const ABANDONED_MS = 60_000;

/** Claims an idempotency key for one request. A claim that was never settled may be taken over after a minute. */
export async function claimKey(database: Database, actor: string, key: string, requestHash: string): Promise<Claim> {
  const mine = await database`
    INSERT INTO idempotency_keys (actor, key, request_hash) VALUES (${actor}, ${key}, ${requestHash})
    ON CONFLICT (actor, key) DO UPDATE SET created_at = clock_timestamp()
      WHERE idempotency_keys.request_hash = excluded.request_hash AND idempotency_keys.status IS NULL
        AND idempotency_keys.created_at < clock_timestamp() - ${ABANDONED_MS} * interval '1 millisecond'
    RETURNING key`;
  if (mine.length > 0) return { kind: 'mine' };
  const [row] = await database<{ requestHash: string; status: number | null; body: unknown }[]>`
    SELECT request_hash AS "requestHash", status, body FROM idempotency_keys WHERE actor = ${actor} AND key = ${key}`;
  if (row === undefined || row.requestHash !== requestHash) return { kind: 'mismatch' };
  return row.status === null ? { kind: 'busy' } : { kind: 'answered', answer: { status: row.status, body: row.body } };
}

/** Keeps the answer for whoever asks again; a failure that may pass (5xx) frees the key instead. */
export async function settleKey(database: Database, actor: string, key: string, answer: StoredAnswer): Promise<void> {
  if (answer.status >= 500) {
    await database`DELETE FROM idempotency_keys WHERE actor = ${actor} AND key = ${key}`;
    return;
  }
  await database`
    UPDATE idempotency_keys SET status = ${answer.status}, body = ${json(database, answer.body)}
    WHERE actor = ${actor} AND key = ${key}`;
}
