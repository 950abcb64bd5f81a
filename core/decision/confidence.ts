import type { Mass } from './boundary.ts';
import type { DifferenceSums } from './gate-evidence.ts';
import { recentBucket, recentQuantile, type RecentValues } from './recent-values.ts';
import { GROWTH, upperEdge } from '../llm/histogram.ts';

export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

const ALPHA = 0.05;
/** Variance (in trials) at which the interval is narrowest for its evidence. */
const TUNED_FOR = 50;

/**
 * Interval for the difference of two means that holds at all looks together: the sum of look-wise differences within a
 * normal mixture's boundary (Robbins; Howard et al., arXiv 1810.08240, eq. 14; asymptotic in the variance,
 * Waudby-Smith et al., arXiv 2103.06476, theorem 2.2). For people to look at; verdicts do not use it.
 */
export function differenceInterval(
  sums: DifferenceSums,
  variances: { stable: number; candidate: number },
): Interval | undefined {
  if (sums.weight <= 0) return undefined;
  const typical = (variances.stable + variances.candidate) / 2;
  const variance = (sums.weight - sums.stablePart) * variances.candidate + sums.stablePart * variances.stable;
  const tuned = TUNED_FOR * typical;
  const total = variance + tuned;
  const width = tuned > 0 ? Math.sqrt(total * (Math.log(total / tuned) + 2 * Math.log(2 / ALPHA))) / sums.weight : 0;
  const estimate = sums.difference / sums.weight;
  return { estimate, low: estimate - width, high: estimate + width };
}

/** Variance of one trial, with two trials of each kind added so that few trials do not look certain. */
export function rateVariance({ count, sum }: Mass): number {
  const rate = (sum + 1) / (count + 2);
  return rate * (1 - rate);
}

/**
 * Interval for the ratio of the latest quantiles, once there are enough values to bound it: both arms' own intervals for the quantile at half the risk each
 * (Howard and Ramdas, arXiv 1906.09712, theorem 1 with eq. 2).
 */
export function quantileRatioInterval(
  share: number,
  stable: RecentValues,
  candidate: RecentValues,
): Interval | undefined {
  const below = recentQuantile(stable, share);
  const above = recentQuantile(candidate, share);
  if (below === undefined || above === undefined || below <= 0) return undefined;
  const ofStable = quantileRange(share, stable);
  const ofCandidate = quantileRange(share, candidate);
  if (ofStable.low <= 0 || ofCandidate.high === Infinity) return undefined;
  return { estimate: above / below, low: ofCandidate.low / ofStable.high, high: ofCandidate.high / ofStable.low };
}

function quantileRange(share: number, recent: RecentValues): { low: number; high: number } {
  const count = recent.total;
  const rate = (1.4 * Math.log(Math.max(1, Math.log(2.1 * count))) + Math.log(10 / (ALPHA / 2))) / count;
  const width = 1.5 * Math.sqrt(share * (1 - share) * rate) + 0.8 * rate;
  const low = share - width <= 0 ? 0 : (recentQuantile(recent, share - width) ?? 0);
  const bucket = share + width >= 1 ? undefined : recentBucket(recent, share + width);
  return { low: low / Math.sqrt(GROWTH), high: bucket === undefined ? Infinity : upperEdge(bucket) };
}
