import { setTimeout as delay } from 'node:timers/promises';
import { parseDuration } from '../../core/duration.ts';

export interface Waiting {
  /** `5s`, `500ms`. */
  readonly within: string;
  /** What is waited for, in the words of the error. */
  readonly what?: string;
}

const LOOK_EVERY_MS = 20;

/**
 * Looks until the condition gives something other than `undefined` and `false`, and returns that. An error of the
 * condition counts as "not yet"; when the time is over, the last one is the cause of the failure.
 */
export async function waitFor<Seen>(
  look: () => Seen | undefined | false | Promise<Seen | undefined | false>,
  { within, what = 'the condition' }: Waiting,
): Promise<Seen> {
  const withinMs = parseDuration(within);
  if (withinMs === undefined) throw new Error(`"${within}" is no duration`);
  const deadline = performance.now() + withinMs;
  for (;;) {
    const result = await attempt(look);
    if ('seen' in result) return result.seen;
    if (performance.now() > deadline) {
      throw new Error(`${what} did not come within ${within}`, { cause: result.error });
    }
    await delay(LOOK_EVERY_MS);
  }
}

async function attempt<Seen>(
  look: () => Seen | undefined | false | Promise<Seen | undefined | false>,
): Promise<{ readonly seen: Seen } | { readonly error: unknown }> {
  try {
    const seen = await look();
    return seen === undefined || seen === false ? { error: undefined } : { seen };
  } catch (error) {
    return { error };
  }
}
