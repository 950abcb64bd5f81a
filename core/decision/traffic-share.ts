import type { ArmLook } from './look.ts';
import { EVERYONE } from './look.ts';
import { logTwoArms } from './two-arms.ts';
import { capWealth, logWealth, newWager, type Odds, oddsOfShares, settle, type Wager } from './wager.ts';

/**
 * Whether the candidate's share of the calls is the share that was assigned to it (sample ratio mismatch). Where it is
 * not, one arm loses calls, or counts some that are not its own, and no comparison means what it says. Units make many
 * calls or few, so a quarter more or less than assigned is no mismatch.
 */
export interface TrafficShare {
  readonly above: Wager;
  readonly below: Wager;
}

const ODDS: Odds = oddsOfShares([1, 1], 0.35);
/** What the bets take the share to be, in parts of the assigned one; and how far it may be off. */
const ABOVE = [1.7, 3] as const;
const BELOW = [0.5, 0.1] as const;
const HIGHEST = 1.3;
const LOWEST = 0.75;
const MISMATCH = Math.log(1_000);
/** What was wrong once is not held against the release for ever. */
const MOST = MISMATCH + 3;

export const NO_SHARE: TrafficShare = { above: newWager(ODDS), below: newWager(ODDS) };

/** After a look: each weight's calls are held against that weight. */
export function shareAfter(before: TrafficShare, arms: readonly ArmLook[]): TrafficShare {
  const calls = new Map<number, { candidate: number; all: number }>();
  for (const { arm, cohort, weight, statistics } of arms) {
    if (cohort !== EVERYONE || arm === 'shadow' || weight <= 0 || weight >= 1) continue;
    const known = calls.get(weight) ?? { candidate: 0, all: 0 };
    const ofCandidate = arm === 'candidate' ? statistics.requests : 0;
    calls.set(weight, { candidate: known.candidate + ofCandidate, all: known.all + statistics.requests });
  }
  const byWeight = [...calls].toSorted(([one], [other]) => one - other);
  return byWeight.reduce((share, [weight, { candidate, all }]) => settled(share, weight, candidate, all), before);
}

function settled(before: TrafficShare, weight: number, candidate: number, all: number): TrafficShare {
  if (all === 0) return before;
  const bets = (parts: readonly number[], line: number): number[] =>
    parts.map((part) => logShare(Math.min(0.98, part * weight), Math.min(0.97, line * weight), candidate, all));
  return {
    above: capWealth(settle(before.above, ODDS, all, bets(ABOVE, HIGHEST)), MOST),
    below: capWealth(settle(before.below, ODDS, all, bets(BELOW, LOWEST)), MOST),
  };
}

function logShare(assumed: number, line: number, candidate: number, all: number): number {
  const rates = { candidate: assumed, stable: assumed };
  return logTwoArms({ slope: 0, intercept: line }, rates, { count: all, sum: candidate }, { count: 0, sum: 0 });
}

/** How the shares are off, or `undefined` where they are as assigned. */
export function shareMismatch({ above, below }: TrafficShare): 'more' | 'less' | undefined {
  if (logWealth(above, ODDS) >= MISMATCH) return 'more';
  return logWealth(below, ODDS) >= MISMATCH ? 'less' : undefined;
}
