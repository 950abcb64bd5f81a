import type { Outcome } from '../../core/llm/outcome.ts';
import type { Rollout } from '../../core/route/snapshot.ts';
import type { Recorder } from './recorder.ts';

/** Waits for both answers to a mirrored prompt; a prompt of which one was not counted is no pair. */
export class Pair {
  readonly #recorder: Recorder;
  readonly #rollout: Rollout;
  #stable: Outcome | undefined;
  #shadow: Outcome | undefined;

  constructor(recorder: Recorder, rollout: Rollout) {
    this.#recorder = recorder;
    this.#rollout = rollout;
  }

  add(outcome: Outcome): void {
    if (outcome.arm === 'shadow') this.#shadow = outcome;
    else this.#stable = outcome;
    if (this.#stable?.counted === true && this.#shadow?.counted === true) {
      this.#recorder.recordPair(this.#stable, this.#shadow, this.#rollout);
    }
  }
}
