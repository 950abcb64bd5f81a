import { type Boundary, boundaryAt } from './boundary.ts';
import { clamp, logTwoArms } from './two-arms.ts';

/** How fast evidence grows for one way that the candidate may be: nats per candidate request, and their variance. */
export interface Growth {
  readonly mean: number;
  readonly variance: number;
}

/** What learning costs before the bets have found the candidate's rate: start, alternatives and overshoot (nats). */
export const LEARNING_COST = { breach: 2.6, safety: 1.2 } as const;

/** Evidence of bad events per candidate request, when `perCandidate` requests of stable come with each. */
export function growthOfShares(boundary: Boundary, candidate: number, stable: number, perCandidate: number): Growth {
  const rates = {
    candidate: clamp(candidate, 1e-6, 1 - 1e-6),
    stable: clamp(stable, 1e-6, 1 - 1e-6),
  };
  const log = (badCandidate: number, badStable: number): number =>
    logTwoArms(
      boundary,
      rates,
      { count: 1, sum: badCandidate },
      { count: perCandidate, sum: badStable * perCandidate },
    );
  const mean = log(rates.candidate, rates.stable);
  const ofCandidate = log(1, rates.stable) - log(0, rates.stable);
  const ofStable = perCandidate > 0 ? (log(rates.candidate, 1) - log(rates.candidate, 0)) / perCandidate : 0;
  const variance =
    rates.candidate * (1 - rates.candidate) * ofCandidate ** 2 +
    perCandidate * rates.stable * (1 - rates.stable) * ofStable ** 2;
  return { mean, variance };
}

/** Evidence of bad events per pair of shadow, good or bad independently of each other, at the bet that suits this case. */
export function growthOfPairs({ slope, intercept }: Boundary, candidate: number, stable: number): Growth {
  const line = boundaryAt({ slope, intercept }, stable);
  const spread = line * (1 - line) + slope ** 2 * stable * (1 - stable);
  const wanted = (candidate - line) / Math.max(spread, 1e-9);
  const most = 0.95 / (wanted > 0 ? slope + intercept : Math.max(1 - intercept, 1e-6));
  const bet = clamp(wanted, -most, most);
  const cases = [
    [(1 - candidate) * (1 - stable), -intercept],
    [(1 - candidate) * stable, -slope - intercept],
    [candidate * (1 - stable), 1 - intercept],
    [candidate * stable, 1 - slope - intercept],
  ] as const;
  const moment = (power: number): number =>
    cases.reduce((sum, [chance, excess]) => sum + chance * Math.log1p(bet * excess) ** power, 0);
  const mean = moment(1);
  return { mean, variance: Math.max(0, moment(2) - mean * mean) };
}

/** The same for means: the best linear bet, whose log grows like that of a normal shift. */
export function growthOfMeans(
  boundary: Boundary,
  candidate: { readonly mean: number; readonly variance: number },
  stable: { readonly mean: number; readonly variance: number },
  perCandidate: number,
): Growth {
  const shift = candidate.mean - boundaryAt(boundary, stable.mean);
  const ofStable = boundary.slope === 0 ? 0 : (boundary.slope ** 2 * stable.variance) / Math.max(perCandidate, 1e-9);
  const mean = (shift * shift) / (2 * Math.max(candidate.variance + ofStable, 1e-12));
  return { mean, variance: 2 * mean };
}

/** Standard normal quantiles of the powers that plans speak of. */
const DEVIATIONS = { 0.5: 0, 0.8: 0.842, 0.95: 1.645 } as const;
export type Power = keyof typeof DEVIATIONS;

/**
 * Candidate requests after which the evidence has reached `needed` nats with the given probability: where the drift of its
 * random walk less so many standard deviations gets there (Wald). Infinity where it never grows.
 */
export function requestsToReach(needed: number, { mean, variance }: Growth, power: Power): number {
  if (!(mean > 1e-12)) return Infinity;
  const spread = DEVIATIONS[power] * Math.sqrt(variance);
  const root = (spread + Math.sqrt(spread * spread + 4 * mean * needed)) / (2 * mean);
  return root * root;
}
