import { useSyncExternalStore } from 'react';

/** Every page, as its address says it. */
export type Place =
  | { readonly page: 'overview' | 'start' | 'traces' | 'budgets' | 'audit' }
  | { readonly page: 'release' | 'route' | 'trace'; readonly id: string }
  | { readonly page: 'unknown'; readonly path: string };

export const OVERVIEW_PATH = '/';
export const START_PATH = '/start';
export const TRACES_PATH = '/traces';
export const BUDGETS_PATH = '/budgets';
export const AUDIT_PATH = '/audit';
export const releasePath = (id: string): string => `/releases/${encodeURIComponent(id)}`;
export const routePath = (id: string): string => `/routes/${encodeURIComponent(id)}`;
export const tracePath = (id: string): string => `${TRACES_PATH}/${encodeURIComponent(id)}`;
export const startPath = (route: string): string => withQuery(START_PATH, { route });

const PLAIN: Readonly<Record<string, Extract<Place, { page: 'overview' | 'start' | 'traces' | 'budgets' | 'audit' }>>> =
  {
    [OVERVIEW_PATH]: { page: 'overview' },
    [START_PATH]: { page: 'start' },
    [TRACES_PATH]: { page: 'traces' },
    [BUDGETS_PATH]: { page: 'budgets' },
    [AUDIT_PATH]: { page: 'audit' },
  };
const WITH_ID = { releases: 'release', routes: 'route', traces: 'trace' } as const;

export function placeOf(path: string): Place {
  const plain = Object.hasOwn(PLAIN, path) ? PLAIN[path] : undefined;
  if (plain !== undefined) return plain;
  const [, kind, id] = /^\/(releases|routes|traces)\/([^/]+)\/?$/.exec(path) ?? [];
  if (kind === undefined || id === undefined) return { page: 'unknown', path };
  const decoded = decode(id);
  if (decoded === undefined) return { page: 'unknown', path };
  return { page: WITH_ID[kind as keyof typeof WITH_ID], id: decoded };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined; // An address that somebody broke names no page.
  }
}

/** The path with what is set of the query. */
export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set).toString()}`;
}

/** The place that the address bar names, kept up to date. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

/** What the address bar asks for, kept up to date. */
export function useQuery(): Readonly<Record<string, string>> {
  const search = useSyncExternalStore(subscribe, () => location.search);
  return Object.fromEntries(new URLSearchParams(search));
}

export function navigate(path: string): void {
  history.pushState(null, '', path);
  for (const listener of listeners) listener();
  scrollTo(0, 0);
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}
