import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { ApiError } from '../api/problem.ts';

const CSRF_HEADER = 'x-csrf-token';

/** What the page sends with each change to show that it is the page: nobody else can read it, or the cookie it is made of. */
export function csrfTokenOf(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('tidegate csrf').digest('base64url');
}

/** @throws ApiError `forbidden` where the request does not show that it comes from the page itself */
export function demandCsrfToken(request: Pick<Request, 'get'>, sessionSecret: string): void {
  const site = request.get('sec-fetch-site');
  const isElsewhere = site !== undefined && site !== 'same-origin';
  if (!isElsewhere && isCsrfTokenOf(sessionSecret, request.get(CSRF_HEADER))) return;
  const message = `A change by a session takes its token in the header ${CSRF_HEADER}: see /auth/session`;
  throw new ApiError('forbidden', message);
}

function isCsrfTokenOf(sessionSecret: string, token: string | undefined): boolean {
  const [wanted, given] = [Buffer.from(csrfTokenOf(sessionSecret)), Buffer.from(token ?? '')];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
