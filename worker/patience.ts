import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../platform/log.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/**
 * Tries until it works, and says each time why it does not yet: a worker that waits is of more use than one that crashes
 * again and again. `undefined` where the signal came before.
 */
export async function patiently<Result>(
  what: string,
  attempt: () => Promise<Result>,
  { log, stopping }: { readonly log: Logger; readonly stopping: AbortSignal },
): Promise<Result | undefined> {
  for (let waitMs = FIRST_WAIT_MS; !stopping.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await attempt();
    } catch (error) {
      log.warn({ err: error, nextTryInMs: waitMs }, `${what}; it is tried again`);
      await delay(waitMs, undefined, { signal: stopping }).catch(() => undefined); // woken to stop
    }
  }
  return undefined;
}
