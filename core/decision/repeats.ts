import type { FreshTally, Tally } from '../llm/statistics.ts';
import { addDecaying, addMass, type Mass, NO_MASS, scaled } from './boundary.ts';

/**
 * What a unit (a session, a user) does after a bad call is not known to be news: calls of a unit may go badly together.
 * So the bets against the candidate are on *fresh* calls, those of units that have not been bad of late. Whatever goes
 * on within a unit, each bad outcome is then the first of its unit, and a chance of its own. How often calls that are not
 * fresh are bad is learned from stable's; where that is no more than fresh ones are, they count like them.
 */
export interface Repeats {
  /** Stable's calls that were not fresh, lately. */
  readonly stable: Mass;
  /** What is usual for stable's fresh calls. */
  readonly usual: Mass;
  /** Stable's bad calls by all and by fresh ones: how many one first failure stands for. */
  readonly bad: { readonly all: number; readonly fresh: number };
}

const MOST = 20_000;
/** Calls that are not fresh are taken to be bad one time in two until stable has shown otherwise. */
const PRIOR: Mass = { count: 2, sum: 1 };
const PRIOR_USUAL: Mass = { count: 12.5, sum: 0.25 };
/** Repeats that are bad this much more often than fresh calls still count in full; what is above, steeply less. */
const TOLERANCE = 1.25;
const STEEPNESS = 6;

/** How much a call that is not fresh counts for, in [0, 1]. */
export function repeatWeight(repeats: Repeats | undefined): number {
  if (repeats === undefined) return 0;
  return Math.min(1, (TOLERANCE * rateOf(repeats.usual, PRIOR_USUAL)) / rateOf(repeats.stable, PRIOR)) ** STEEPNESS;
}

/** What bets against the candidate are made on: fresh calls, and the others as far as they are known to be like them. */
export function freshMass(tally: Tally, isMirrored: boolean, weight: number): Mass {
  const all = massOfTally(tally, isMirrored);
  if (tally.fresh === undefined) return all;
  const fresh = massOfTally(tally.fresh, isMirrored);
  return addMass(fresh, scaled({ count: all.count - fresh.count, sum: all.sum - fresh.sum }, weight));
}

export function massOfTally({ trials, events }: FreshTally, isMirrored: boolean): Mass {
  return { count: trials, sum: isMirrored ? trials - events : events };
}

/** After a look at stable's calls; `undefined` where calls have no units. */
export function repeatsAfter(
  before: Repeats | undefined,
  tally: Tally | undefined,
  isMirrored: boolean,
): Repeats | undefined {
  if (tally?.fresh === undefined) return before;
  const known = before ?? { stable: NO_MASS, usual: NO_MASS, bad: { all: 0, fresh: 0 } };
  const all = massOfTally(tally, isMirrored);
  const fresh = massOfTally(tally.fresh, isMirrored);
  return {
    stable: addDecaying(known.stable, { count: all.count - fresh.count, sum: all.sum - fresh.sum }, MOST),
    usual: addDecaying(known.usual, fresh, MOST),
    bad: { all: known.bad.all + all.sum, fresh: known.bad.fresh + fresh.sum },
  };
}

/** Kish's design effect of calls that fail together, from how many bad calls one first failure stands for; at least 1. */
export function designEffect({ bad }: Repeats): number {
  return 1 + 2 * Math.max(0, (bad.all + 1) / (bad.fresh + 1) - 1);
}

function rateOf(mass: Mass, prior: Mass): number {
  return (mass.sum + prior.sum) / (mass.count + prior.count);
}
