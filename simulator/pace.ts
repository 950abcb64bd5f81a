import { factsAt } from './arm-facts.ts';
import { cohortShares } from './arm-models.ts';
import type { Scenario } from './scenario.ts';

const FINE_SECONDS = 300;
/** A look of a release whose arms differ, and of one whose arms do not. */
const COARSE_SECONDS = { differ: 10, alike: 20 } as const;

/**
 * How long a look may take. A release looks once a second; a simulation does so for five minutes after each change, and
 * after each step of the release while the arms differ, when a verdict's second matters. Else it looks every ten seconds, and
 * every twenty while the arms are alike: what is worth timing is over, or not there.
 */
export class Pace {
  readonly #changes: readonly number[];
  /** From these seconds on until the next, whether the arms differ. */
  readonly #spans: readonly { readonly fromSeconds: number; readonly differ: boolean }[];

  constructor(scenario: Scenario) {
    this.#changes = [...new Set(scenario.changes.map((change) => change.atSeconds))].toSorted(
      (one, other) => one - other,
    );
    this.#spans = [0, ...this.#changes].map((fromSeconds) => ({
      fromSeconds,
      differ: armsDiffer(scenario, fromSeconds),
    }));
  }

  lookSeconds(second: number, stepFrom: number): number {
    const span = this.#spans.findLast(({ fromSeconds }) => fromSeconds <= second);
    if (span?.differ === true && second - stepFrom < FINE_SECONDS) return 1;
    const changed = this.#changes.findLast((at) => at <= second);
    if (changed !== undefined && second - changed < FINE_SECONDS) return 1;
    return COARSE_SECONDS[span?.differ === true ? 'differ' : 'alike'];
  }
}

function armsDiffer(scenario: Scenario, second: number): boolean {
  return [...cohortShares(scenario, second).keys()].some((cohort) => {
    const [stable, candidate] = (['stable', 'candidate'] as const).map((arm) =>
      JSON.stringify(factsAt(scenario, second, arm, cohort)),
    );
    return stable !== candidate;
  });
}
