import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/json.ts';
import type { Database } from '../../store/database.ts';
import { claimKey, settleKey } from '../../store/idempotency.ts';
import { ApiError } from './problem.ts';

export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface OnceRequest {
  readonly actor: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** The answer is not kept: a repeated request is told that it was carried out. */
  readonly secretAnswer: boolean;
}

const KEY = /^[\x21-\x7e]{1,255}$/;
const SHOWN_ONCE = 'shown_once';

/**
 * Carries a request out once for its `Idempotency-Key`; the same request again gets the first answer. A request that
 * failed changed nothing, so its key is free again.
 */
export async function once(
  database: Database,
  request: OnceRequest,
  work: () => Promise<KeptAnswer>,
): Promise<{ readonly answer: KeptAnswer; readonly replayed: boolean }> {
  const { actor, key } = request;
  if (!KEY.test(key))
    throw new ApiError('invalid_input', 'The Idempotency-Key must be 1 to 255 visible ASCII characters');
  const claim = await claimKey(database, actor, key, hashOf(request));
  switch (claim.kind) {
    case 'mismatch':
      throw new ApiError('idempotency_mismatch', 'This Idempotency-Key was used for another request: use a new one');
    case 'busy':
      throw new ApiError(
        'conflict',
        'The first request with this Idempotency-Key is still under way: try again in a moment',
      );
    case 'answered':
      return { answer: replayed(claim.answer.status, claim.answer.body), replayed: true };
    case 'mine': {
      try {
        const answer = await work();
        const kept = request.secretAnswer ? SHOWN_ONCE : { headers: answer.headers, body: answer.body };
        await settleKey(database, actor, key, { status: answer.status, body: kept });
        return { answer, replayed: false };
      } catch (error) {
        await settleKey(database, actor, key, { status: 500, body: null });
        throw error;
      }
    }
  }
}

function replayed(status: number, kept: unknown): KeptAnswer {
  if (kept === SHOWN_ONCE) {
    throw new ApiError(
      'conflict',
      'This request was carried out before, and its secret is shown only once: issue another key',
    );
  }
  return { status, ...(kept as Pick<KeptAnswer, 'headers' | 'body'>) };
}

function hashOf({ method, path, body }: OnceRequest): string {
  return createHash('sha256')
    .update(canonicalJson([method, path, body ?? null]))
    .digest('hex');
}
