import { setTimeout as delay } from 'node:timers/promises';

/** Waits for that time, or until the signal comes. */
export async function pause(forMs: number, signal: AbortSignal): Promise<void> {
  if (forMs <= 0 || signal.aborted) return;
  await delay(forMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
