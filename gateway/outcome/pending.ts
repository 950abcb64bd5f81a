import type { Flush, ReleasePairs, ReleaseStatistics } from '../../core/llm/flush.ts';
import type { Observation } from '../../core/llm/observation.ts';
import { PairsTally, StatisticsTally } from '../../core/llm/tally.ts';
import type { ReleaseId } from '../../core/ids.ts';

/** The evidence that has not been flushed yet: sums, which grow with cohorts and not with traffic. */
export class Pending {
  readonly #statistics = new Map<string, { of: Omit<ReleaseStatistics, 'statistics'>; tally: StatisticsTally }>();
  readonly #pairs = new Map<string, { of: Omit<ReleasePairs, 'statistics'>; tally: PairsTally }>();

  get isEmpty(): boolean {
    return this.#statistics.size === 0 && this.#pairs.size === 0;
  }

  addObservation(
    of: Omit<ReleaseStatistics, 'statistics'>,
    observation: Observation,
    stale?: ReadonlySet<string>,
  ): void {
    const key = `${of.releaseId} ${of.arm} ${of.weight} ${of.cohort}`;
    let entry = this.#statistics.get(key);
    if (entry === undefined) this.#statistics.set(key, (entry = { of, tally: new StatisticsTally() }));
    entry.tally.add(observation, stale);
  }

  addPair(releaseId: ReleaseId, cohort: string, stable: Observation, candidate: Observation): void {
    const key = `${releaseId} ${cohort}`;
    let entry = this.#pairs.get(key);
    if (entry === undefined) this.#pairs.set(key, (entry = { of: { releaseId, cohort }, tally: new PairsTally() }));
    entry.tally.add(stable, candidate);
  }

  contents(): Pick<Flush, 'statistics' | 'pairs'> {
    return {
      statistics: Array.from(this.#statistics.values(), ({ of, tally }) => ({ ...of, statistics: tally.statistics() })),
      pairs: Array.from(this.#pairs.values(), ({ of, tally }) => ({ ...of, statistics: tally.statistics() })),
    };
  }
}
