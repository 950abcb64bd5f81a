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
  /** Shares of each investment that go to the alternatives; they sum to 1. */
  readonly weights: readonly number[];
  /** Share of the wealth that is invested before the first trial; the rest follows, evenly over orders of magnitude. */
  readonly atStart: number;
}

const FIRST_TRIALS = 20;
const LAST_TRIALS = 3_000_000;
const EVEN_SHARE = 0.95;
/** Less than this (as log wealth) is as good as lost. */
const RUIN = -60;

export function newWager(odds: Odds): Wager {
  return { trials: 0, stakes: odds.weights.map((weight) => Math.log(weight * odds.atStart)) };
}

/** After one look: `logFactors` are the logarithms of the e-variable of each alternative over these trials. */
export function settle(wager: Wager, odds: Odds, trials: number, logFactors: readonly number[]): Wager {
  const after = wager.trials + trials;
  const invested = (1 - odds.atStart) * (share(after) - share(wager.trials));
  const logInvested = Math.log(invested);
  const stakes = wager.stakes.map((stake, index) => {
    const raised = logAdd(stake, logInvested + Math.log(odds.weights[index] ?? 0));
    return Math.max(RUIN, round(raised + (logFactors[index] ?? 0)));
  });
  return { trials: after, stakes };
}

/** The log e-value: cash and stakes together. */
export function logWealth(wager: Wager, odds: Odds): number {
  return logAdd(logStakes(wager), Math.log((1 - odds.atStart) * (1 - share(wager.trials))));
}

/** The log of what is at stake now: above 0, the outcomes speak for the alternatives. */
export function logStakes(wager: Wager): number {
  let sum = -Infinity;
  for (const stake of wager.stakes) sum = logAdd(sum, stake);
  return sum;
}

/** Throws wealth above `most` (log) away, so that old evidence can not outweigh what comes next. */
export function capWealth(wager: Wager, most: number): Wager {
  const excess = logStakes(wager) - most;
  return excess <= 0 ? wager : { trials: wager.trials, stakes: wager.stakes.map((stake) => round(stake - excess)) };
}

/** Share of the later cash that is invested within the first `trials`: nearly even in log(trials), never quite all. */
function share(trials: number): number {
  const magnitude = Math.log1p(trials / FIRST_TRIALS);
  const even = Math.min(1, magnitude / Math.log1p(LAST_TRIALS / FIRST_TRIALS));
  return EVEN_SHARE * even + (1 - EVEN_SHARE) * (1 - 1 / (1 + magnitude));
}

export function logAdd(left: number, right: number): number {
  const high = Math.max(left, right);
  if (high === -Infinity) return -Infinity;
  return high + Math.log1p(Math.exp(Math.min(left, right) - high));
}

/** Enough digits for a verdict, few enough for a workflow's history. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
