/** Retries that are there from the start, and that come back at one a second. */
const RESERVE = 10;
const RESERVE_PER_MS = 1 / 1_000;

/**
 * How many retries a target still takes: a share of its calls, so that a failing provider is not asked twice as often as
 * a healthy one, and a small reserve for quiet times (as Finagle's RetryBudget).
 */
export class RetryBudget {
  readonly #share: number;
  readonly #most: number;
  #tokens = RESERVE;
  #refilledAt: number | undefined;

  /** `share` of calls, in [0, 1]. */
  constructor(share: number) {
    this.#share = share;
    this.#most = Math.max(RESERVE, share * 100);
  }

  /** A call is made. */
  deposit(): void {
    this.#tokens = Math.min(this.#most, this.#tokens + this.#share);
  }

  /** Whether there may be a retry now; it is taken from the budget. `now` is of the monotonic clock, ms. */
  withdraw(now: number): boolean {
    const idleMs = now - (this.#refilledAt ?? now);
    this.#refilledAt = now;
    if (this.#tokens < RESERVE) this.#tokens = Math.min(RESERVE, this.#tokens + idleMs * RESERVE_PER_MS);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
