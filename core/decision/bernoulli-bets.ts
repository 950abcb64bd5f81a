import { type Boundary, boundaryAt, type Mass } from './boundary.ts';
import { clamp, logTwoArms } from './two-arms.ts';
import { type Odds, oddsOfShares } from './wager.ts';

/** Bad events of both arms at one look, and where the line lies. */
export interface BernoulliCase {
  readonly boundary: Boundary;
  readonly candidate: Mass;
  readonly stable: Mass;
  /** Stable's usual share of bad events, known before this look. */
  readonly usual: number;
  /** The share that a candidate like stable would have, known before this look. */
  readonly healthy: number;
}

/**
 * Alternatives lie at these distances from the boundary on the scale of asin(sqrt(rate)), where a distance d takes about
 * log(1/alpha) / (2 d^2) trials to see at any rate. Neighbours are near enough that no fault falls between them.
 */
const BREACH_DISTANCES = [0.016, 0.025, 0.04, 0.065, 0.1, 0.16, 0.26, 0.42, 0.7] as const;
export const BREACH_ODDS: Odds = oddsOfShares([0.03, 0.045, 0.08, 0.115, 0.135, 0.18, 0.195, 0.165, 0.08], 0.5);

/** How far inside the boundary a healthy candidate may be: in parts of where stable is, and in fixed distances. */
const SAFETY_PARTS = [0.5, 1] as const;
const SAFETY_DISTANCES = [0.02, 0.045, 0.1, 0.2] as const;
export const SAFETY_ODDS: Odds = oddsOfShares([0.15, 0.45, 0.1, 0.1, 0.1, 0.1], 0.7);

const HIGHEST = 0.98;

/** Log factors of the bets that the candidate is beyond the boundary, in the order of `BREACH_ODDS`. */
export function betOnBreach(game: BernoulliCase): number[] {
  const line = angle(boundaryAt(game.boundary, game.usual));
  return BREACH_DISTANCES.map((distance) => {
    const candidate = Math.min(HIGHEST, rateAt(line + distance));
    if (candidate <= boundaryAt(game.boundary, game.usual)) return 0;
    return logTwoArms(game.boundary, { candidate, stable: game.usual }, game.candidate, game.stable);
  });
}

/** Log factors of the bets that the candidate is inside the boundary, in the order of `SAFETY_ODDS`. */
export function betOnSafety(game: BernoulliCase): number[] {
  const line = angle(boundaryAt(game.boundary, game.usual));
  const room = Math.max(0, line - angle(game.healthy));
  const distances = [...SAFETY_PARTS.map((part) => part * room), ...SAFETY_DISTANCES];
  return distances.map((distance) => {
    const candidate = rateAt(Math.max(0.001, line - distance));
    if (distance === 0 || candidate >= boundaryAt(game.boundary, game.usual)) return 0;
    return logTwoArms(game.boundary, { candidate, stable: game.usual }, game.candidate, game.stable);
  });
}

/** Four cases of a pair, in the order: both good, only stable bad, only candidate bad, both bad. */
export type PairCounts = readonly [number, number, number, number];

export interface PairCase {
  readonly boundary: Boundary;
  readonly pairs: PairCounts;
  readonly usual: number;
}

/**
 * The same bets where both arms answered the same prompts: each pair multiplies by 1 + lambda (candidate's outcome less
 * what the boundary allows it), whose mean is at most 1 under the null (Waudby-Smith and Ramdas, arXiv 2010.09686, eq. 9).
 */
export function betPairsOnBreach({ boundary, pairs, usual }: PairCase): number[] {
  const { slope, intercept } = boundary;
  const lineRate = boundaryAt(boundary, usual);
  const line = angle(lineRate);
  const most = 0.95 / (slope + intercept);
  return BREACH_DISTANCES.map((distance) => {
    const ahead = Math.min(HIGHEST, rateAt(line + distance)) - lineRate;
    return ahead <= 0 ? 0 : logPairs(boundary, pairs, Math.min(most, ahead / pairVariance(boundary, usual)));
  });
}

export function betPairsOnSafety({ boundary, pairs, usual }: PairCase): number[] {
  const lineRate = boundaryAt(boundary, usual);
  const line = angle(lineRate);
  const room = Math.max(0, line - angle(usual));
  const most = 0.95 / Math.max(1 - boundary.intercept, 1e-6);
  return [...SAFETY_PARTS.map((part) => part * room), ...SAFETY_DISTANCES].map((distance) => {
    const inside = lineRate - rateAt(Math.max(0.001, line - distance));
    return inside <= 0 ? 0 : logPairs(boundary, pairs, -Math.min(most, inside / pairVariance(boundary, usual)));
  });
}

function pairVariance(boundary: Boundary, usual: number): number {
  const line = clamp(boundaryAt(boundary, usual), 0.002, 0.998);
  return line * (1 - line) + boundary.slope ** 2 * usual * (1 - usual);
}

function logPairs({ slope, intercept }: Boundary, pairs: PairCounts, lambda: number): number {
  const excess = [-intercept, -slope - intercept, 1 - intercept, 1 - slope - intercept];
  return pairs.reduce(
    (sum, count, index) => (count > 0 ? sum + count * Math.log1p(lambda * (excess[index] ?? 0)) : sum),
    0,
  );
}

const angle = (rate: number): number => Math.asin(Math.sqrt(clamp(rate, 0, 1)));
const rateAt = (radians: number): number => Math.sin(clamp(radians, 0, Math.PI / 2)) ** 2;
