import { useSyncExternalStore } from 'react';

/** Every page, as its address says it. */
export type Place =
  | { readonly page: 'overview' }
  | { readonly page: 'release'; readonly id: string }
  | { readonly page: 'unknown'; readonly path: string };

export function placeOf(path: string): Place {
  if (path === '/') return { page: 'overview' };
  const id = /^\/releases\/([^/]+)\/?$/.exec(path)?.[1];
  return id === undefined ? { page: 'unknown', path } : { page: 'release', id: decodeURIComponent(id) };
}

export const OVERVIEW_PATH = '/';
export const releasePath = (id: string): string => `/releases/${encodeURIComponent(id)}`;

/** The place that the address bar names, kept up to date. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
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
