import { useSyncExternalStore } from 'react';

/* Whether the control plane is away, as the page's live sources find it. One that hears nothing says so here. */

const silent = new Map<object, number>();
const listeners = new Set<() => void>();
let awaySinceMs: number | undefined;

export function reportAway(source: object): void {
  if (silent.has(source)) return;
  silent.set(source, Date.now());
  update();
}

/** The source hears again, or is gone. */
export function reportBack(source: object): void {
  if (silent.delete(source)) update();
}

/** Since when nobody answered, in ms; `undefined` while somebody does. */
export function useAwaySince(): number | undefined {
  return useSyncExternalStore(subscribe, () => awaySinceMs);
}

function update(): void {
  awaySinceMs = silent.size === 0 ? undefined : Math.min(...silent.values());
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
