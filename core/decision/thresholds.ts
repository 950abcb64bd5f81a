import { bucketIndex, upperEdge } from '../llm/histogram.ts';
import type { Gate } from './gate.ts';
import { recentBucket, type RecentValues } from './recent-values.ts';

/** Buckets above whose upper edges a value counts as slow, for the candidate and for stable. */
export interface Thresholds {
  readonly candidate: number;
  readonly stable: number;
}

/** Whether something is asked to blame the candidate (`breach`) or to trust it (`safety`). */
export type Side = 'breach' | 'safety';

/**
 * A quantile gate compares shares: stable's calls above its own quantile with the candidate's calls above what the margin
 * makes of it. Both are known before the look that they judge. Edges lie on the histogram's grid; the rounding is to the
 * candidate's favour for a breach and to its disfavour for safety.
 */
export interface QuantileThresholds {
  readonly margin?: Readonly<Record<Side, Thresholds>>;
  readonly limit?: Readonly<Record<Side, Thresholds>>;
}

export function thresholdsOf(gate: Gate, stable: RecentValues): QuantileThresholds {
  if (gate.metric.kind !== 'quantile') return {};
  const margin = gate.checks.includes('margin') ? marginThresholds(gate, gate.metric.share, stable) : undefined;
  const limit = gate.limit === undefined ? undefined : edgesAt(gate.limit);
  return {
    ...(margin === undefined ? {} : { margin }),
    ...(limit === undefined ? {} : { limit: { breach: both(limit.breach), safety: both(limit.safety) } }),
  };
}

function marginThresholds(gate: Gate, share: number, recent: RecentValues): QuantileThresholds['margin'] {
  if (recent.total < fewest(share)) return undefined;
  const stable = recentBucket(recent, share);
  if (stable === undefined) return undefined;
  const { maxIncrease, maxRatio } = gate.spec;
  const edge = upperEdge(stable);
  const moved = edgesAt(maxIncrease === undefined ? edge * (maxRatio ?? 1) : edge + maxIncrease);
  return { breach: { stable, candidate: moved.breach }, safety: { stable, candidate: moved.safety } };
}

/** The nearest edges at or above the value, and at or below it. */
function edgesAt(value: number): Record<Side, number> {
  const breach = bucketIndex(value);
  return { breach, safety: upperEdge(breach) <= value * (1 + 1e-9) ? breach : breach - 1 };
}

const both = (edge: number): Thresholds => ({ candidate: edge, stable: edge });

/** As many values of stable as it takes for its quantile to lie inside them. */
function fewest(share: number): number {
  return Math.ceil(1 / (1 - share) - 1e-9);
}
