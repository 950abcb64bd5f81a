import { log } from '@temporalio/activity';
import { noteObservation } from '../store/release-events.ts';
import type { Observed, ObserveInput } from '../workflows/contract.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { withinTime } from './within-time.ts';

const AT_LEAST_EVERY_MS = 5_000;
const WRITTEN_WITHIN_MS = 1_000;

/** Keeps what the looks came to for whoever watches: when something changes, else every few seconds. */
export class Notebook {
  readonly #dependencies: ActivityDependencies;
  readonly #input: ObserveInput;
  #last: { readonly standing: string; readonly atMs: number } | undefined;

  constructor(dependencies: ActivityDependencies, input: ObserveInput) {
    this.#dependencies = dependencies;
    this.#input = input;
  }

  async note(observed: Observed, nowMs: number): Promise<void> {
    const standing = standingOf(observed);
    const isNew = this.#last?.standing !== standing;
    if (!isNew && this.#last !== undefined && nowMs - this.#last.atMs < AT_LEAST_EVERY_MS) return;
    this.#last = { standing, atMs: nowMs };
    const { stage, weight } = this.#input.situation;
    const { verdict, gates } = observed;
    const { database } = this.#dependencies;
    try {
      await withinTime(
        noteObservation(database, this.#input.releaseId, { stage, weight, verdict, gates }),
        WRITTEN_WITHIN_MS,
      );
    } catch (error) {
      // A plot with a gap is better than a rollback that waits for its plot.
      log.warn('an observation could not be noted', { error });
    }
  }
}

/** What makes a look worth a row of its own: not its numbers, which always change. */
function standingOf({ verdict, gates }: Observed): string {
  return JSON.stringify([verdict.kind, verdict.gate, gates.map((gate) => [gate.key, gate.state])]);
}
