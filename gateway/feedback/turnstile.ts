/** Lets a few in at once and a bounded number wait: what comes in bursts must not take the store's connections from others. */
export class Turnstile {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  #inside = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number, mostWaiting: number) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** What the work comes to; `undefined`, and it never begins, where too many wait. */
  async pass<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    if (this.#inside >= this.#atOnce) {
      if (this.#waiting.length >= this.#mostWaiting) return undefined;
      await new Promise<void>((enter) => void this.#waiting.push(enter));
    } else this.#inside += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#inside -= 1;
      else next();
    }
  }
}
