import type { Request } from 'express';
import type { Database } from '../../store/database.ts';
import { sessionInForce } from '../../store/sessions.ts';
import type { Caller } from '../api/auth.ts';
import { ApiError } from '../api/problem.ts';
import { cookiesFor, readCookie } from './cookies.ts';
import { demandCsrfToken } from './csrf.ts';

const SAFE: readonly string[] = ['GET', 'HEAD'];

/**
 * Who has signed in with the browser that calls; `undefined` where it brings no session.
 * @throws ApiError `unauthorized` where the session is over, `forbidden` where a change does not come from the page
 */
export function sessionAuthentication(
  database: Database,
  publicUrl: string,
): (request: Request) => Promise<Caller | undefined> {
  const { name } = cookiesFor(publicUrl).session;
  return async (request) => {
    const held = readCookie(request, name);
    if (held === undefined) return undefined;
    const session = await sessionInForce(database, held);
    if (session === undefined) throw new ApiError('unauthorized', 'The session is over: sign in again at /auth/login');
    if (!SAFE.includes(request.method)) demandCsrfToken(request, held);
    return { name: session.name, role: session.role, reach: null };
  };
}
