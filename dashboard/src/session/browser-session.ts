/* The session of a sign-in with a provider. It is a cookie that no script can read; what it may change needs its token. */

export interface BrowserSession {
  readonly name: string;
  readonly csrfToken: string;
}

/** How people sign in with their provider, where one is set up. */
export interface SignInOffer {
  readonly url: string;
  readonly label: string;
}

export interface Standing {
  readonly signIn: SignInOffer | null;
  readonly session: BrowserSession | null;
}

const NOBODY: Standing = { signIn: null, session: null };

/** Who this browser is signed in as, and how it could be. Where nobody answers, a token is all that is left to try. */
export async function readStanding(): Promise<Standing> {
  try {
    const response = await fetch('/auth/session', { credentials: 'same-origin' });
    return response.ok ? ((await response.json()) as Standing) : NOBODY;
  } catch {
    return NOBODY;
  }
}

/** Ends the session, and goes where the provider ends its own. */
export async function endBrowserSession({ csrfToken }: BrowserSession): Promise<void> {
  const headers = { 'x-csrf-token': csrfToken };
  const response = await fetch('/auth/logout', { method: 'POST', headers, credentials: 'same-origin' });
  const { signOutUrl } = (response.ok ? await response.json() : { signOutUrl: null }) as { signOutUrl: string | null };
  location.assign(signOutUrl ?? '/');
}

/** The way to the provider, and back to where the reader is. */
export function signInUrl({ url }: SignInOffer): string {
  const here = new URL(location.href);
  here.searchParams.delete('signIn');
  return `${url}?${new URLSearchParams({ returnTo: here.pathname + here.search }).toString()}`;
}

const FAILURES: Readonly<Record<string, string>> = {
  expired: 'The sign-in took too long, or was begun in another browser. Try again.',
  refused: 'The provider did not let you in.',
  no_name: 'The provider did not say who you are: its claim for the name is missing or cannot be used.',
  unverified: 'The provider says that your e-mail address is not verified.',
  no_role: 'You are known, but no role is set up for you here. Ask whoever runs tidegate.',
  failed: 'The sign-in failed. The control plane’s log says why.',
};

/** Why the sign-in that led here came to nothing, where it did. */
export function signInFailure(): string | undefined {
  const code = new URLSearchParams(location.search).get('signIn');
  if (code === null) return undefined;
  return Object.hasOwn(FAILURES, code) ? FAILURES[code] : FAILURES['failed'];
}
