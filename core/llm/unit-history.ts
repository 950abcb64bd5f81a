import type { Observation } from './observation.ts';

/** More of it is better, so it has no failures. */
const NO_FAILURE = 'cache_hit_rate';

/** A unit's calls after a bad one that are not fresh; after its next bad call four times as many, and so on. */
const FIRST_HOLD = 50;
const LONGER = 4;
const LONGEST_HOLD = FIRST_HOLD * LONGER ** 6;
const MOST_UNITS = 10_000;

interface Hold {
  left: number;
  next: number;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Which units (sessions, users) were bad of late, metric by metric, so that what goes on within a unit counts once: a
 * session that fails as a whole is one failure, and a user for whom everything fails is one, then ever more seldom
 * another. Only units that failed are remembered, a bounded number of them; those forgotten are as good as new.
 */
export class UnitHistory {
  readonly #units = new Map<number, Map<string, Hold>>();

  /** The metrics for which this call of the unit is not fresh; and takes the call down. */
  stale(unitPoint: number, { bad }: Pick<Observation, 'bad'>): ReadonlySet<string> {
    const known = this.#units.get(unitPoint);
    let stale: Set<string> | undefined;
    for (const name in bad) {
      const hold = known?.get(name);
      if (hold !== undefined && hold.left > 0) {
        hold.left -= 1;
        (stale ??= new Set()).add(name);
      } else if (bad[name] === true && name !== NO_FAILURE) {
        const next = hold?.next ?? FIRST_HOLD;
        this.#holdsOf(unitPoint).set(name, { left: next, next: Math.min(LONGEST_HOLD, next * LONGER) });
      }
    }
    return stale ?? NONE;
  }

  #holdsOf(unitPoint: number): Map<string, Hold> {
    let holds = this.#units.get(unitPoint);
    if (holds !== undefined) return holds;
    const [oldest] = this.#units.keys();
    if (this.#units.size >= MOST_UNITS && oldest !== undefined) this.#units.delete(oldest);
    this.#units.set(unitPoint, (holds = new Map<string, Hold>()));
    return holds;
  }
}
