import { log } from '@temporalio/activity';
import { formatDuration } from '../core/duration.ts';
import type { Observed } from '../workflows/contract.ts';
import type { Clock } from './dependencies.ts';

/** A store that is away for less than this changes nothing: what was judged last still stands. */
const BLIND_AFTER_MS = 10_000;
const SAY_SO_EVERY_MS = 10_000;

/** Whether an observation sees anything, and since when it does not. */
export class Sight {
  #seenAtMs: number;
  #isClear = true;
  #saidAtMs = -Infinity;

  constructor(startedAtMs: number) {
    this.#seenAtMs = startedAtMs;
  }

  /** What the reading brings; `undefined` where it fails, which is taken down and not a reason to stop. */
  async through<News>(reading: Promise<News>, clock: Clock): Promise<News | undefined> {
    try {
      const news = await reading;
      this.#seenAtMs = clock.now();
      this.#isClear = true;
      return news;
    } catch (error) {
      this.#isClear = false;
      this.#saySo(error, clock.now());
      return undefined;
    }
  }

  /** Whether what is told may be acted on: it was just seen, or it says that nothing has been seen for long. */
  isSettled(nowMs: number): boolean {
    return this.#isClear || this.#blindMs(nowMs) >= BLIND_AFTER_MS;
  }

  /** What is known, as long as it was seen; blind, it never says that the release may go on. */
  told(known: Observed, nowMs: number): Observed {
    if (this.#isClear) return known;
    const blindMs = this.#blindMs(nowMs);
    return {
      ...known,
      verdict: {
        kind: 'hold',
        reason: `blind for ${formatDuration(blindMs)}: the evidence can not be read, and missing data never promotes`,
        resolution: 'it goes on by itself when Postgres answers again',
      },
    };
  }

  #saySo(error: unknown, nowMs: number): void {
    if (nowMs - this.#saidAtMs < SAY_SO_EVERY_MS) return;
    this.#saidAtMs = nowMs;
    log.warn('the evidence can not be read', { blindMs: this.#blindMs(nowMs), error });
  }

  #blindMs(nowMs: number): number {
    return nowMs - this.#seenAtMs;
  }
}
