import type { ReleaseId, ReplicaId } from '../ids.ts';
import type { Arm } from '../release/arm.ts';
import type { Outcome } from './outcome.ts';
import type { PairStatistics, Statistics } from './statistics.ts';

/**
 * What a replica writes at once. (replica, sequence) makes it idempotent; sequences rise by one and a replica has one
 * flush under way at most, so a reader that has seen sequence n has seen all before it, whatever order commits take.
 */
export interface Flush {
  readonly replica: ReplicaId;
  readonly sequence: number;
  readonly statistics: readonly ReleaseStatistics[];
  readonly pairs: readonly ReleasePairs[];
  readonly traces: readonly Outcome[];
}

export interface ReleaseStatistics {
  readonly releaseId: ReleaseId;
  readonly arm: Arm;
  /** `all`, or `label=value`. */
  readonly cohort: string;
  readonly weight: number;
  readonly statistics: Statistics;
}

export interface ReleasePairs {
  readonly releaseId: ReleaseId;
  readonly cohort: string;
  readonly statistics: PairStatistics;
}

/** How far a reader has come: replica to the last sequence read. */
export type Cursor = Readonly<Record<string, number>>;
