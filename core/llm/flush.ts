import type { ReleaseId, ReplicaId, TraceId } from '../ids.ts';
import type { Arm } from '../release/arm.ts';
import type { Outcome } from './outcome.ts';
import type { PairStatistics, Statistics } from './statistics.ts';
import type { UsageHour } from './usage.ts';

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
  /** What calls add to traces that have not ended. */
  readonly tallies?: readonly TraceTally[];
  readonly bodies?: readonly CapturedBody[];
  readonly usage?: readonly UsageHour[];
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

/** Some calls of one trace, summed. */
export interface TraceTally {
  readonly releaseId: ReleaseId;
  readonly traceId: TraceId;
  readonly arm: Arm;
  readonly weight: number;
  /** Those of its first call. */
  readonly cohorts: readonly string[];
  readonly calls: number;
  /** Calls whose cost is known. */
  readonly costed: number;
  readonly costUsd: number;
  /** Whether its calls saw both arms, or a change of the weight. */
  readonly straddles: boolean;
}

/** Prompt and answer of one call, without personal data and secrets, cut to a length. */
export interface CapturedBody {
  readonly traceId: TraceId;
  readonly spanId: string;
  readonly startedAtMs: number;
  readonly prompt: string;
  readonly answer: string;
  readonly truncated: boolean;
  /** How many places were redacted. */
  readonly redactions: number;
}

/** How far a reader has come: replica to the last sequence read. */
export type Cursor = Readonly<Record<string, number>>;
