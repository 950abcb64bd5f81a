import type { Logger } from './log.ts';

export interface PeriodicWork {
  /** In the words of the log: `could not …`. */
  readonly what: string;
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly log: Logger;
}

/** Does something at once and then again and again, one at a time; what fails is logged and tried again at its next turn. */
export class Periodic {
  readonly #options: PeriodicWork;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: PeriodicWork) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#turn().then(() => {
      if (!this.#stopped) this.#timer = setTimeout(() => this.start(), this.#options.everyMs);
    });
  }

  /** The turn under way ends first. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #turn(): Promise<void> {
    const { what, work, log } = this.#options;
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, `could not ${what}; it is tried again`);
    }
  }
}
