import { hash } from 'node:crypto';
import type { KeySnapshot, Snapshot } from '../../core/route/snapshot.ts';
import { ApiError } from '../http/api-error.ts';

/**
 * Who calls, by the bearer key. A key is found by its hash: what the time of a look-up could tell is something of the
 * hash, from which no key can be made. That a key has expired is seen by this replica's own clock, `nowMs`.
 * @throws ApiError 401 for a key that is missing, unknown, revoked or expired
 */
export function authenticate(snapshot: Snapshot, authorization: string | undefined, nowMs: number): KeySnapshot {
  const key =
    authorization !== undefined && BEARER.test(authorization) ? authorization.slice(BEARER_LENGTH).trim() : '';
  if (key === '') throw unauthorized('No API key: send it as "Authorization: Bearer KEY".');
  const known = snapshot.keys.get(hash('sha256', key, 'hex'));
  if (known === undefined) throw unauthorized('The API key is not known, or it was revoked.');
  if (known.expiresAtMs !== undefined && nowMs >= known.expiresAtMs) throw unauthorized('The API key has expired.');
  return known;
}

/** Whether the key may call the route. */
export function mayCall(key: KeySnapshot, route: string): boolean {
  return key.routes === undefined || key.routes.includes(route);
}

const BEARER = /^bearer /i;
const BEARER_LENGTH = 'bearer '.length;

function unauthorized(message: string): ApiError {
  return new ApiError(message, { status: 401, type: 'authentication_error', code: 'invalid_api_key' });
}
