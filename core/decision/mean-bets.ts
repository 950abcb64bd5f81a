import { type Boundary, boundaryAt } from './boundary.ts';
import type { ValueCells } from './value-cells.ts';
import { type Odds, oddsOfShares } from './wager.ts';

/** Values of both arms at one look, and where the line between their means lies. */
export interface MeanCase {
  readonly boundary: Boundary;
  readonly candidate: ValueCells;
  readonly stable: ValueCells;
  /** Stable's usual mean, known before this look. */
  readonly usual: number;
  /** Values of stable above this count as this; the candidate's cap is where the boundary maps it to. */
  readonly cap: number;
  /** Against a limit no value of the candidate can make a factor of a breach negative, so none needs a cap. */
  readonly isUncapped: boolean;
}

/** How much of the wealth one bet may lose: small bets see small shifts through heavy tails. */
const LEVELS = [0.02, 0.05, 0.1, 0.2, 0.4, 0.75] as const;
/**
 * Bets on a tail that moves while the middle does not: they count values in full up to so many times the usual cap, which
 * keeps them small, since a value of stable may be as large.
 */
const TAIL_BETS = [
  { level: 0.1, capTimes: 6 },
  { level: 0.05, capTimes: 15 },
  { level: 0.05, capTimes: 40 },
  { level: 0.01, capTimes: 40 },
] as const;
const MOST = 0.9;
/** A limit has no arm to compare with, so nothing ties the cap of a proof: this multiple of the limit. */
const LIMIT_CAP = 10;

export const MEAN_BREACH_ODDS: Odds = oddsOfShares([0.1, 0.13, 0.22, 0.22, 0.12, 0.06, 0.03, 0.07, 0.03, 0.02], 0.5);
export const MEAN_SAFETY_ODDS: Odds = oddsOfShares([0.1, 0.15, 0.25, 0.25, 0.15, 0.1], 0.7);

/** Log factors of the bets that the candidate's mean is beyond the boundary, in the order of `MEAN_BREACH_ODDS`. */
export function betOnHigherMean(game: MeanCase): number[] {
  const usual = LEVELS.map((level) => betAbove(game, level));
  return [...usual, ...TAIL_BETS.map(({ level, capTimes }) => betAbove({ ...game, cap: capTimes * game.cap }, level))];
}

function betAbove(game: MeanCase, level: number): number {
  const frame = frameOf(game);
  if (frame === undefined) return 0;
  if (game.boundary.slope === 0) {
    const cap = game.isUncapped ? Infinity : Math.max(game.cap, frame.line);
    return logMeans(game, { ...frame, cap }, level / frame.line);
  }
  const most = (MOST * frame.perStable) / (frame.stableCap - game.usual);
  return logMeans(game, frame, Math.min(level / frame.line, most));
}

/** Log factors of the bets that the candidate's mean is inside the boundary, in the order of `MEAN_SAFETY_ODDS`. */
export function betOnLowerMean(game: MeanCase): number[] {
  const frame = frameOf(game);
  if (frame === undefined) return LEVELS.map(() => 0);
  const most = game.boundary.slope === 0 ? Infinity : (MOST * frame.perStable) / game.usual;
  return LEVELS.map((level) => logMeans(game, frame, -Math.min((MOST * level) / (frame.cap - frame.line), most)));
}

interface Frame {
  readonly line: number;
  readonly cap: number;
  readonly stableCap: number;
  /** A bet of 1 on the candidate's value is one of `1 / perStable` against stable's. */
  readonly perStable: number;
}

function frameOf({ boundary, candidate, stable, usual, cap }: MeanCase): Frame | undefined {
  if (candidate.count <= 0 || !(usual > 0)) return undefined;
  const line = boundaryAt(boundary, usual);
  if (!(line > 0)) return undefined;
  if (boundary.slope === 0) return { line, cap: LIMIT_CAP * line, stableCap: cap, perStable: Infinity };
  if (stable.count <= 0 || !(cap > usual)) return undefined;
  const perStable = stable.count / (candidate.count * boundary.slope);
  return { line, cap: boundaryAt(boundary, cap), stableCap: cap, perStable };
}

/**
 * Each value of the candidate multiplies by 1 + lambda (x - line), each of stable by 1 + lambda' (usual - x), with
 * n0 lambda' = slope n1 lambda. By the inequality of the means the expected product is at most
 * (1 + (n1 lambda (m1 - slope m0 - intercept)) / n)^n, so at most 1 under the null, whatever stable's own mean is at this
 * look (betting on bounded means: Waudby-Smith and Ramdas, arXiv 2010.09686, section 4; two arms as in two-arms.ts).
 */
function logMeans(game: MeanCase, frame: Frame, lambda: number): number {
  const against = lambda / frame.perStable;
  const sum = logBets(game.candidate, lambda, frame.line, frame.cap);
  return against === 0 ? sum : sum + logBets(game.stable, -against, game.usual, frame.stableCap);
}

/** Sum of log(1 + lambda (x - centre)) over all values, those above the cap counting as the cap. */
function logBets(cells: ValueCells, lambda: number, centre: number, cap: number): number {
  let sum = cells.zero > 0 ? cells.zero * Math.log1p(-lambda * centre) : 0;
  for (let at = 0; at < cells.amounts.length; at += 1) {
    sum += (cells.counts[at] ?? 0) * Math.log1p(lambda * (Math.min(cells.amounts[at] ?? 0, cap) - centre));
  }
  return sum;
}
