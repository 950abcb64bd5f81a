import { setTimeout as delay } from 'node:timers/promises';
import { TidegateError } from '../core/errors.ts';

/** The work's result, or an error when it does not come in time. What comes later is not waited for. */
export async function withinTime<Result>(work: Promise<Result>, limitMs: number): Promise<Result> {
  const settled = new AbortController();
  const late = delay(limitMs, undefined, { signal: settled.signal }).then(() => {
    throw new TidegateError('unavailable', `no answer within ${limitMs} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    settled.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}
