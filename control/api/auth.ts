import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Reach } from '../../core/access/reach.ts';
import type { Role } from '../../core/access/roles.ts';
import type { Database } from '../../store/database.ts';
import { tokenInForce } from '../../store/tokens.ts';
import { ApiError } from './problem.ts';
import { ACTOR_NAME } from './schemas/common.ts';

/** Who calls, and what they may. */
export interface Caller {
  /** Stands in the audit record as the actor. */
  readonly name: string;
  readonly role: Role;
  readonly reach: Reach;
}

export type Authenticate = (request: Request) => Promise<Caller>;

const ADMIN = 'admin';
const LONGEST_TOKEN = 512;

/** By the token that a request brings, else by the session that its cookie names. */
export function authentication(
  byToken: ByToken,
  bySession: (request: Request) => Promise<Caller | undefined>,
): Authenticate {
  return async (request) => {
    const authorization = request.get('authorization');
    const session = authorization === undefined ? await bySession(request) : undefined;
    return session ?? byToken(authorization, request.get('x-tidegate-actor'));
  };
}

type ByToken = (authorization: string | undefined, actor: string | undefined) => Promise<Caller>;

/**
 * The bootstrap token is an admin's, shared by whoever set the system up: `x-tidegate-actor` says for whom it acts. Every
 * other token is somebody's own and acts in that name, whatever the header says.
 */
export function bearerAuthentication(bootstrapToken: string, database: Database): ByToken {
  const bootstrap = digest(bootstrapToken);
  return async (authorization, actor) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthorized('Send a token as "Authorization: Bearer <token>"');
    // Compares hashes, so that the time it takes tells nothing about the token, its length included.
    if (timingSafeEqual(digest(token), bootstrap)) return { name: actorName(actor), role: 'admin', reach: null };
    const known = token.length > LONGEST_TOKEN ? undefined : await tokenInForce(database, token);
    if (known === undefined)
      throw unauthorized('The token is not valid (unknown, expired or revoked): see TIDEGATE_TOKEN');
    return { name: known.name, role: known.role, reach: known.routes };
  };
}

function actorName(actor: string | undefined): string {
  if (actor === undefined || actor === '') return ADMIN;
  if (ACTOR_NAME.test(actor)) return actor;
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
