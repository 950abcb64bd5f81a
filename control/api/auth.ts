import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiError } from './problem.ts';

/** Who calls. With one admin token, `x-tidegate-actor` says for whom: it stands in the audit record. */
export interface Caller {
  readonly name: string;
}

export type Authenticate = (authorization: string | undefined, actor: string | undefined) => Caller;

const ACTOR = /^[\p{L}\p{N}][\p{L}\p{N} ._@:+/-]{0,127}$/u;
const ADMIN = 'admin';

/** Compares hashes, so that the time it takes tells nothing about the token, its length included. */
export function bearerAuthentication(adminToken: string): Authenticate {
  const wanted = digest(adminToken);
  return (authorization, actor) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthorized('Send the admin token as "Authorization: Bearer <token>"');
    if (!timingSafeEqual(digest(token), wanted)) throw unauthorized('The token is not valid: see TIDEGATE_ADMIN_TOKEN');
    return { name: actorName(actor) };
  };
}

function actorName(actor: string | undefined): string {
  if (actor === undefined || actor === '') return ADMIN;
  if (ACTOR.test(actor)) return actor;
  throw new ApiError(
    'invalid_input',
    'The header x-tidegate-actor must be a name of at most 128 letters, digits and . _ @ : + / -',
  );
}

function unauthorized(sentence: string): ApiError {
  return new ApiError('unauthorized', sentence, { headers: { 'www-authenticate': 'Bearer realm="tidegate"' } });
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
