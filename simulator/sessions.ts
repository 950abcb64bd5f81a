import { StatisticsTally } from '../core/llm/tally.ts';
import { UnitHistory } from '../core/llm/unit-history.ts';
import { type Calls, type CallModel, modelOf, type Segment } from './arm-models.ts';
import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';

type SessionFacts = NonNullable<Scenario['traffic']['sessions']>;

interface Session {
  readonly cohort: string;
  /** The unit's place in [0, 1): it is the candidate's while this is below the weight. */
  readonly place: number;
  /** Where all of its calls go one way: the uniform sample that decides them all. */
  readonly fate: number | undefined;
  nextSecond: number;
  left: number;
}

/** Traffic as sessions: calls that belong together stay on one arm, and some sessions fail as a whole. */
export class Sessions {
  readonly #facts: SessionFacts;
  readonly #random: Random;
  readonly #history = new UnitHistory();
  #open: Session[] = [];

  constructor(facts: SessionFacts, random: Random) {
    this.#facts = facts;
    this.#random = random;
  }

  /** The calls of a look by cohort and arm, with their bad events by metric. */
  calls(
    fromSecond: number,
    seconds: number,
    requestsPerSecond: number,
    weight: number,
    segment: Segment,
  ): Map<string, { stable: Calls; candidate: Calls }> {
    const tallies = new Map(
      [...segment.cohorts.keys()].map((cohort) => [
        cohort,
        { stable: new StatisticsTally(), candidate: new StatisticsTally() },
      ]),
    );
    this.#arrive(fromSecond, seconds, requestsPerSecond, segment.cohorts);
    for (const session of this.#open) {
      while (session.left > 0 && session.nextSecond < fromSecond + seconds) {
        const arm = session.place < weight ? 'candidate' : 'stable';
        const bad = badOf(modelOf(segment[arm], session.cohort), session.fate, this.#random);
        tallies.get(session.cohort)?.[arm].add({ bad, values: {} }, this.#history.stale(session.place, { bad }));
        session.left -= 1;
        session.nextSecond += this.#random.exponential(this.#facts.meanGapSeconds);
      }
    }
    this.#open = this.#open.filter((session) => session.left > 0);
    return new Map(
      Array.from(tallies, ([cohort, { stable, candidate }]) => [
        cohort,
        { stable: stable.statistics(), candidate: candidate.statistics() },
      ]),
    );
  }

  #arrive(fromSecond: number, seconds: number, requestsPerSecond: number, cohorts: ReadonlyMap<string, number>): void {
    const { meanRequests, correlation } = this.#facts;
    for (const [cohort, share] of cohorts) {
      const arrivals = this.#random.poisson((requestsPerSecond * seconds * share) / meanRequests);
      for (let each = 0; each < arrivals; each += 1) {
        this.#open.push({
          cohort,
          place: this.#random.uniform(),
          fate: this.#random.uniform() < correlation ? this.#random.uniform() : undefined,
          nextSecond: fromSecond + this.#random.uniform() * seconds,
          left: 1 + Math.floor(this.#random.exponential(1) / -Math.log(1 - 1 / Math.max(meanRequests, 1 + 1e-9))),
        });
      }
    }
  }
}

/** One sample decides all that goes wrong with a call of a session that goes one way. */
function badOf({ rates }: CallModel, fate: number | undefined, random: Random): Record<string, boolean> {
  return Object.fromEntries(rates.map(([metric, rate]) => [metric, (fate ?? random.uniform()) < rate]));
}
