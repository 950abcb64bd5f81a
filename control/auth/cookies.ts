import type { CookieOptions, Request } from 'express';

/** The cookies of the dashboard. Over https their names bind them to this host and to https (`__Host-`). */
export interface Cookies {
  readonly session: Cookie;
  /** Holds what a sign-in under way needs, sealed, until the provider sends the browser back. */
  readonly signIn: Cookie;
}

export interface Cookie {
  readonly name: string;
  readonly options: CookieOptions;
}

export function cookiesFor(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith('https:');
  const named = (name: string): string => (secure ? `__Host-${name}` : name);
  const common = { httpOnly: true, secure, path: '/' } as const;
  return {
    session: { name: named('tidegate_session'), options: { ...common, sameSite: 'strict' } },
    // The provider sends the browser back from its own site: a strict cookie would stay behind.
    signIn: { name: named('tidegate_sign_in'), options: { ...common, sameSite: 'lax' } },
  };
}

const LONGEST_COOKIES = 16_384;

/** The value of a request's cookie; `undefined` where it has none. */
export function readCookie(request: Pick<Request, 'headers'>, name: string): string | undefined {
  const header = request.headers.cookie;
  if (header === undefined || header.length > LONGEST_COOKIES) return undefined;
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}
