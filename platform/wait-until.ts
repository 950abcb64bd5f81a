import { setTimeout as delay } from 'node:timers/promises';

export interface Patience {
  readonly withinMs: number;
  readonly everyMs?: number;
  /** Aborted when nobody waits any longer: the wait throws its reason. */
  readonly interrupted?: AbortSignal | undefined;
}

/** Looks at a condition until it holds (`true`) or the time is over (`false`). Errors of the condition pass through. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, patience: Patience): Promise<boolean> {
  const deadline = performance.now() + patience.withinMs;
  while (!(await condition())) {
    patience.interrupted?.throwIfAborted();
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return false;
    await delay(Math.min(patience.everyMs ?? 25, leftMs));
  }
  return true;
}
