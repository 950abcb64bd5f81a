import type { Reading } from '../../core/limits/counters.ts';
import type { LimitEvent } from '../../core/limits/event.ts';
import type { Logger } from '../../platform/log.ts';
import { within } from '../within.ts';
import type { Claim, LimitClaim } from './claim.ts';

/** Where events go. Storing the same again changes nothing. */
export interface LimitEventWriter {
  write(events: readonly LimitEvent[]): Promise<void>;
}

const MAX_WAITING = 1_000;
const MAX_TOLD = 10_000;
const WRITE_AFTER_MS = 200;
const WRITE_TIMEOUT_MS = 3_000;
const RETRY_MS = 2_000;

/** Tells of each counter and window once that it came to its warning level, and once that it was reached. */
export class LimitEvents {
  /** By limit and level: how often it was told. */
  onEvent: (event: LimitEvent) => void = () => undefined;

  readonly #writer: LimitEventWriter;
  readonly #log: Logger;
  readonly #told = new Set<string>();
  #waiting: LimitEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(writer: LimitEventWriter, log: Logger) {
    this.#writer = writer;
    this.#log = log;
  }

  add(events: readonly LimitEvent[]): void {
    for (const event of events) {
      const id = `${event.level} ${event.windowStartMs} ${event.counter}`;
      if (this.#told.has(id)) continue;
      if (this.#told.size >= MAX_TOLD) this.#told.clear();
      this.#told.add(id);
      this.onEvent(event);
      if (this.#waiting.length < MAX_WAITING) this.#waiting.push(event);
    }
    if (this.#waiting.length > 0) this.#writeAfter(WRITE_AFTER_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#waiting;
    if (events.length === 0) return;
    this.#waiting = [];
    try {
      await within(WRITE_TIMEOUT_MS, 'Writing events of limits', this.#writer.write(events));
    } catch (error) {
      this.#log.warn({ err: error }, 'events of limits could not be written; they are kept');
      this.#waiting = [...events, ...this.#waiting].slice(0, MAX_WAITING);
      this.#writeAfter(RETRY_MS);
    }
  }

  #writeAfter(delayMs: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), delayMs).unref();
  }
}

/** The limits that have come to their warning level with this call or before. */
export function warnEvents(claims: readonly Claim[], readings: readonly Reading[]): LimitEvent[] {
  return claims.flatMap((claim, index) => {
    const sum = readings[index]?.sum ?? 0;
    const max = claim.entry.max ?? Infinity;
    return claim.kind === 'limit' && sum >= claim.terms.warnAt * max ? [eventOf(claim, 'warn', sum / max)] : [];
  });
}

export function reachedEvent(claim: Claim): LimitEvent[] {
  return claim.kind === 'limit' ? [eventOf(claim, 'reached', 1)] : [];
}

function eventOf({ terms, entry, slot }: LimitClaim, level: LimitEvent['level'], share: number): LimitEvent {
  const { id: limitId, measure, max, window } = terms;
  const windowStartMs = window === 'minute' ? Math.floor(slot.bucket / 60_000) * 60_000 : slot.bucket;
  return { level, limitId, counter: entry.counter, windowStartMs, measure, used: share * max, max };
}
