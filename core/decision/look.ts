import type { PairStatistics, Statistics } from '../llm/statistics.ts';
import type { Arm } from '../release/arm.ts';

/** Everybody, whatever their cohort. */
export const EVERYONE = 'all';

/**
 * What one look at the store brought: only what is new since the look before. Empty looks are fine and change nothing.
 * Cohorts are named `label=value` (`tenant=acme`); the entry `EVERYONE` counts every call, cohort entries count theirs again.
 */
export interface Look {
  readonly atMs: number;
  readonly arms: readonly ArmLook[];
  readonly pairs: readonly CohortPairs[];
  /** Answers of external metric providers: `null` where the provider failed or had no data. */
  readonly external?: Readonly<Record<string, ExternalReading | null>>;
}

export interface ArmLook {
  readonly arm: Arm;
  readonly cohort: string;
  /** Share of units that the candidate served while these calls were made, where the gateway knew it. */
  readonly weight: number;
  readonly statistics: Statistics;
}

export interface CohortPairs {
  readonly cohort: string;
  readonly statistics: PairStatistics;
}

export interface ExternalReading {
  readonly stable: number;
  readonly candidate: number;
}
