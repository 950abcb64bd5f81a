import type { Boundary, Mass } from './boundary.ts';

/** Rates of bad events that a bet assumes, in (0, 1). */
export interface AssumedRates {
  readonly candidate: number;
  readonly stable: number;
}

const EDGE = 1e-12;
const MAX_STEPS = 60;

/**
 * The logarithm of an e-variable for the outcomes of one look: how much likelier they are under the assumed rates than
 * under the null rates nearest to them. The null is the side of the boundary on which the assumed rates do not lie,
 * whatever stable's own rate is at this look: a rate that drifts on both arms is no evidence.
 *
 * Turner, Ly and Grünwald (arXiv 2106.02693, section 2; 2203.09785, theorem 1): for a convex null, the likelihood ratio
 * to the point that minimises n1 KL(q1 || p1) + n0 KL(q0 || p0) has expectation at most 1 under every point of the null.
 * By convexity of the exponential it holds for means of values in [0, 1] too. No trials in one arm give 0.
 */
export function logTwoArms(boundary: Boundary, assumed: AssumedRates, candidate: Mass, stable: Mass): number {
  if (candidate.count <= 0) return 0;
  if (stable.count <= 0 && boundary.slope !== 0) return 0;
  const nullStable = nearestNull(boundary, assumed, candidate.count, stable.count);
  const nullCandidate = boundary.slope * nullStable + boundary.intercept;
  if (!(nullCandidate > 0 && nullCandidate < 1)) return 0;
  return (
    logLikelihoodRatio(candidate, assumed.candidate, nullCandidate) +
    logLikelihoodRatio(stable, assumed.stable, nullStable)
  );
}

/** Stable's rate at the point of the boundary that is nearest to the assumed rates. */
function nearestNull({ slope, intercept }: Boundary, assumed: AssumedRates, n1: number, n0: number): number {
  if (slope === 0) return assumed.stable;
  const opposite = clamp((assumed.candidate - intercept) / slope, EDGE, 1 - EDGE);
  let low = Math.min(assumed.stable, opposite);
  let high = Math.max(assumed.stable, opposite);
  // Start where a quadratic approximation of both divergences has its minimum.
  const precision1 = (n1 * slope * slope) / variance(clamp(slope * high + intercept, EDGE, 1 - EDGE));
  const precision0 = n0 / variance(high);
  let rate = (precision0 * assumed.stable + precision1 * opposite) / (precision0 + precision1);
  for (let step = 0; step < MAX_STEPS && high - low > 1e-13; step += 1) {
    const other = clamp(slope * rate + intercept, EDGE, 1 - EDGE);
    const variance1 = variance(other);
    const variance0 = variance(rate);
    const slopeHere =
      (n0 * (rate - assumed.stable)) / variance0 + (slope * n1 * (other - assumed.candidate)) / variance1;
    if (slopeHere > 0) high = rate;
    else low = rate;
    const curvature =
      n0 * (assumed.stable / (rate * rate) + (1 - assumed.stable) / ((1 - rate) * (1 - rate))) +
      slope *
        slope *
        n1 *
        (assumed.candidate / (other * other) + (1 - assumed.candidate) / ((1 - other) * (1 - other)));
    const next = rate - slopeHere / curvature;
    const isInside = next > low && next < high;
    const moved = isInside ? next : (low + high) / 2;
    // Newton's steps square their error: after a step this small the error is of the order of rounding.
    if (isInside && Math.abs(moved - rate) < 1e-7 * moved) return moved;
    rate = moved;
  }
  return rate;
}

function logLikelihoodRatio({ count, sum }: Mass, assumed: number, nullRate: number): number {
  const bad = sum > 0 ? sum * Math.log(assumed / nullRate) : 0;
  const good = count > sum ? (count - sum) * Math.log((1 - assumed) / (1 - nullRate)) : 0;
  return bad + good;
}

const variance = (rate: number): number => rate * (1 - rate);

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
