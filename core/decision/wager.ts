/**
 * Wealth that is bet against a null, over many alternatives and starting times at once. Under the null it grows to
 * 1/alpha with probability at most alpha (Ville), however often one looks; its value is an e-value.
 *
 * A bet on one alternative multiplies by the same factor whenever it was started, so the sum over all starts obeys
 * `stake <- (stake + invested) * factor`: the exact mixture over every start needs one number per alternative
 * (the recursion of Shiryaev and Roberts; e-detectors, Shin, Ramdas and Rinaldo, arXiv 2203.03532, section 2.3, but with
 * the weights of the starts summing to 1, which bounds the probability of a false alarm ever, not their frequency).
 */
export interface Wager {
  /** Candidate's trials so far: the clock by which cash is invested. */
  readonly trials: number;
  /** Log of the wealth in each alternative. */
  readonly stakes: readonly number[];
}

export interface Odds {
  /** Logs of the shares of each investment that go to the alternatives; the shares sum to 1. */
  readonly logShares: readonly number[];
  /** Share of the wealth that is invested before the first trial; the rest follows, evenly over orders of magnitude. */
  readonly atStart: number;
}

const FIRST_TRIALS = 20;
const LAST_TRIALS = 1_000_000;
const EVEN_SHARE = 0.95;
/** Less than this (as log wealth) is as good as lost, more is as good as won. */
const RUIN = -60;
const JACKPOT = 600;

export function oddsOfShares(shares: readonly number[], atStart: number): Odds {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return { logShares: shares.map((share) => Math.log(share / total)), atStart };
}

export function newWager(odds: Odds): Wager {
  const logStart = Math.log(odds.atStart);
  return { trials: 0, stakes: odds.logShares.map((logShare) => round(logShare + logStart)) };
}

/** After one look: `logFactors` are the logarithms of the e-variable of each alternative over these trials. */
export function settle(wager: Wager, odds: Odds, trials: number, logFactors: readonly number[]): Wager {
  const after = wager.trials + trials;
  const logInvested = Math.log((1 - odds.atStart) * (invested(after) - invested(wager.trials)));
  const stakes = wager.stakes.map((stake, index) => {
    const raised = logAdd(stake, logInvested + (odds.logShares[index] ?? -Infinity));
    return Math.min(JACKPOT, Math.max(RUIN, round(raised + (logFactors[index] ?? 0))));
  });
  return { trials: after, stakes };
}

/** The log e-value: cash and stakes together. */
export function logWealth(wager: Wager, odds: Odds): number {
  return Math.log(staked(wager) + (1 - odds.atStart) * (1 - invested(wager.trials)));
}

/** The log of what is at stake now: above 0, the outcomes speak for the alternatives. */
export function logStakes(wager: Wager): number {
  return Math.log(staked(wager));
}

/** Throws wealth above `most` (log) away, so that old evidence can not outweigh what comes next. */
export function capWealth(wager: Wager, most: number): Wager {
  const excess = logStakes(wager) - most;
  return excess <= 0 ? wager : { trials: wager.trials, stakes: wager.stakes.map((stake) => round(stake - excess)) };
}

function staked(wager: Wager): number {
  let sum = 0;
  for (const stake of wager.stakes) sum += Math.exp(stake);
  return sum;
}

/** Share of the later cash that is invested within the first `trials`: nearly even in log(trials), never quite all. */
function invested(trials: number): number {
  const magnitude = Math.log1p(trials / FIRST_TRIALS);
  const even = Math.min(1, magnitude / MAGNITUDES);
  return EVEN_SHARE * even + (1 - EVEN_SHARE) * (1 - 1 / (1 + magnitude));
}

const MAGNITUDES = Math.log1p(LAST_TRIALS / FIRST_TRIALS);

export function logAdd(left: number, right: number): number {
  const high = left > right ? left : right;
  if (high === -Infinity) return -Infinity;
  return high + Math.log1p(Math.exp((left > right ? right : left) - high));
}

/** Enough digits for a verdict, few enough for a workflow's history; far finer than what one trial adds. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
