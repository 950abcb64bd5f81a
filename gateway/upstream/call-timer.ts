import type { Clock } from '../clock.ts';
import type { Phase } from './failure.ts';

/** Time limits of one call. `...By` are points of the monotonic clock, ms; `Infinity` sets no limit. */
export interface CallLimits {
  readonly connectMs: number;
  readonly firstTokenMs: number;
  readonly betweenTokensMs: number;
  /** When the answer must have begun, however many tries came before. */
  readonly beginBy: number;
  readonly endBy: number;
}

/**
 * Watches the phases of one call with a single timer: progress only moves a deadline, and the timer finds out when it
 * fires, so a token costs no timer.
 */
export class CallTimer {
  readonly #clock: Clock;
  readonly #limits: CallLimits;
  readonly #onTimeout: (phase: Phase | 'unread', limitMs: number) => void;
  readonly #startedAt: number;
  #phase: Exclude<Phase, 'total'> = 'connect';
  #deadline: number;
  #heldSince: number | undefined;
  #heldMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Infinity;

  constructor(clock: Clock, limits: CallLimits, onTimeout: (phase: Phase | 'unread', limitMs: number) => void) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onTimeout = onTimeout;
    this.#startedAt = clock.monotonicMs();
    this.#deadline = Math.min(this.#startedAt + limits.connectMs, limits.beginBy);
    this.#arm(this.#startedAt);
  }

  connected(): void {
    this.#phase = 'first_token';
    this.#deadline = Math.min(this.#clock.monotonicMs() + this.#limits.firstTokenMs, this.#limits.beginBy);
    this.#rearm();
  }

  begun(): void {
    this.#phase = 'between_tokens';
    this.#deadline = this.#clock.monotonicMs() + this.#limits.betweenTokensMs;
    this.#rearm();
  }

  /** A token came. */
  progress(): void {
    this.#deadline = this.#clock.monotonicMs() + this.#limits.betweenTokensMs;
  }

  /** The client does not read: the provider is not to blame for the pause. */
  hold(): void {
    this.#heldSince ??= this.#clock.monotonicMs();
  }

  release(): void {
    this.#heldMs = this.#heldBy(this.#clock.monotonicMs());
    this.#heldSince = undefined;
    this.progress();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#firesAt = Infinity;
  }

  /** A timer that fires too early looks at the deadline anew: most calls are over before, and need no other. */
  #rearm(): void {
    if (this.#nextDeadline >= this.#firesAt) return;
    this.stop();
    this.#arm(this.#clock.monotonicMs());
  }

  #arm(now: number): void {
    const next = this.#nextDeadline;
    if (next === Infinity) return;
    this.#firesAt = next;
    this.#timer = setTimeout(CallTimer.#fire, Math.max(1, Math.ceil(next - now)), this);
  }

  get #nextDeadline(): number {
    return Math.min(this.#deadline, this.#limits.endBy);
  }

  static #fire(timer: CallTimer): void {
    const now = timer.#clock.monotonicMs();
    const { endBy } = timer.#limits;
    if (now >= endBy)
      return timer.#onTimeout(timer.#isUnread(now) ? 'unread' : 'total', Math.round(endBy - timer.#startedAt));
    if (timer.#heldSince !== undefined) timer.progress();
    if (now >= timer.#deadline) return timer.#onTimeout(timer.#phase, timer.#phaseLimitMs());
    return timer.#arm(now);
  }

  /** Whether the call waits for a client that does not read, or has done so for most of its time. */
  #isUnread(now: number): boolean {
    return this.#heldSince !== undefined || this.#heldBy(now) * 2 > now - this.#startedAt;
  }

  #heldBy(now: number): number {
    return this.#heldMs + (this.#heldSince === undefined ? 0 : now - this.#heldSince);
  }

  #phaseLimitMs(): number {
    if (this.#phase === 'connect') return this.#limits.connectMs;
    if (this.#phase === 'between_tokens') return this.#limits.betweenTokensMs;
    return Math.round(Math.min(this.#limits.firstTokenMs, this.#limits.beginBy - this.#startedAt));
  }
}
