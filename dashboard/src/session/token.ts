/* The token of this browser tab. It lives in sessionStorage: closing the tab signs out. */

const KEY = 'tidegate.token';

/**
 * Takes the token out of a link such as `/#token=…` and out of the address bar and the tab's history with it.
 * A link without one leaves the tab's token as it is. Returns whether there was one.
 */
export function takeTokenFromAddress(): boolean {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return false;
  if (token !== '') saveToken(token);
  history.replaceState(history.state, '', location.pathname + location.search);
  return true;
}

export function readToken(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function saveToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}
