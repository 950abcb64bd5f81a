import type { Flush, ReleasePairs, ReleaseStatistics } from '../../core/llm/flush.ts';
import type { Observation } from '../../core/llm/observation.ts';
import { PairsTally, StatisticsTally } from '../../core/llm/tally.ts';
import type { ReleaseId } from '../../core/ids.ts';
import type { Arm } from '../../core/release/arm.ts';

/** The evidence that has not been flushed yet: sums, which grow with cohorts and not with traffic. */
export class Pending {
  /** In the order of `of`: a name at a time is found faster than a key that would be put together for each call. */
  readonly #statistics = new Map<ReleaseId, Map<Arm, Map<number, Map<string, StatisticsTally>>>>();
  readonly #pairs = new Map<string, { of: Omit<ReleasePairs, 'statistics'>; tally: PairsTally }>();

  get isEmpty(): boolean {
    return this.#statistics.size === 0 && this.#pairs.size === 0;
  }

  addObservation({ releaseId, arm, weight, cohort }: Of, observation: Observation, stale?: ReadonlySet<string>): void {
    const byArm = found(this.#statistics, releaseId, () => new Map<Arm, Map<number, Map<string, StatisticsTally>>>());
    const byWeight = found(byArm, arm, () => new Map<number, Map<string, StatisticsTally>>());
    const byCohort = found(byWeight, weight, () => new Map<string, StatisticsTally>());
    found(byCohort, cohort, () => new StatisticsTally()).add(observation, stale);
  }

  addPair(releaseId: ReleaseId, cohort: string, stable: Observation, candidate: Observation): void {
    const key = `${releaseId} ${cohort}`;
    let entry = this.#pairs.get(key);
    if (entry === undefined) this.#pairs.set(key, (entry = { of: { releaseId, cohort }, tally: new PairsTally() }));
    entry.tally.add(stable, candidate);
  }

  contents(): Pick<Flush, 'statistics' | 'pairs'> {
    return {
      statistics: Array.from(this.#tallies()),
      pairs: Array.from(this.#pairs.values(), ({ of, tally }) => ({ ...of, statistics: tally.statistics() })),
    };
  }

  *#tallies(): Iterable<ReleaseStatistics> {
    for (const [releaseId, byArm] of this.#statistics)
      for (const [arm, byWeight] of byArm)
        for (const [weight, byCohort] of byWeight)
          for (const [cohort, tally] of byCohort)
            yield { releaseId, arm, cohort, weight, statistics: tally.statistics() };
  }
}

type Of = Omit<ReleaseStatistics, 'statistics'>;

function found<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = create();
  map.set(key, fresh);
  return fresh;
}
