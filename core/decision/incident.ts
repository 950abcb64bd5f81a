import { addDecaying, addMass, type Mass, NO_MASS, scaled } from './boundary.ts';

const FEWEST_USUAL = 200;
const FEWEST_LATELY = 20;
const TIMES = 3;
const POINTS = 0.05;
/** Log likelihood ratio to begin with, and to end with: a state that flaps would help nobody. */
const BEGINS = 6;
const ENDS = 2;
/** Where little is known of what is usual, a few sessions that fail as a whole are no incident: it takes more. */
const LITTLE_KNOWN = 4_000;

/**
 * Whether stable itself is far from its usual self: its latest rate of bad events is clearly above three times the usual
 * and five points more. Then whatever fails now fails for both arms, and the candidate is not to be blamed for it.
 */
export function isIncident(usual: Mass, lately: Mass, before: boolean): boolean {
  if (usual.count < FEWEST_USUAL || lately.count < FEWEST_LATELY) return before;
  const usualRate = usual.sum / usual.count;
  const line = Math.min(0.9, Math.max(TIMES * usualRate, usualRate + POINTS));
  const rate = lately.sum / lately.count;
  const distance = lately.count * divergence(rate, line);
  if (before) return !(rate < line && distance > ENDS);
  return rate > line && distance > BEGINS + LITTLE_KNOWN / usual.count;
}

/** KL divergence of two Bernoulli distributions, in nats. */
function divergence(rate: number, other: number): number {
  const bad = rate > 0 ? rate * Math.log(rate / other) : 0;
  const good = rate < 1 ? (1 - rate) * Math.log((1 - rate) / (1 - other)) : 0;
  return bad + good;
}

/** What of `usual` is too young to be sure of: an incident begins before it is noticed. */
export interface Unsettled {
  readonly older: Mass;
  readonly newer: Mass;
  /** Stable's calls of the incident that lasts, and when it began; absent where none does. */
  readonly during?: Mass & { readonly sinceMs: number };
}

export const NOTHING_UNSETTLED: Unsettled = { older: NO_MASS, newer: NO_MASS };

export interface UsualKnown {
  readonly usual: Mass;
  readonly unsettled: Unsettled;
}

const USUAL_MOST = 20_000;
const SETTLING_CALLS = 200;
/** What lasts this long, and for so many calls, is no incident any more: it is what is usual now. */
const LONGEST_MS = 3_600_000;
const NEWLY_USUAL = 1_000;

/** What is usual after more calls of stable: those of an incident, its unnoticed beginning among them, do not count. */
export function usualAfter(
  { usual, unsettled }: UsualKnown,
  stable: Mass,
  incident: { readonly before: boolean; readonly now: boolean },
  atMs: number,
): UsualKnown {
  if (incident.now) {
    const known = unsettled.during ?? { ...NO_MASS, sinceMs: atMs };
    const during = { ...addMass(known, stable), sinceMs: known.sinceMs };
    if (during.count > NEWLY_USUAL && atMs - known.sinceMs > LONGEST_MS)
      return { usual: scaled(during, NEWLY_USUAL / during.count), unsettled: NOTHING_UNSETTLED };
    return {
      usual: incident.before ? usual : withoutUnsettled(usual, unsettled),
      unsettled: { ...NOTHING_UNSETTLED, during },
    };
  }
  const newer = addMass(unsettled.newer, stable);
  return {
    usual: addDecaying(usual, stable, USUAL_MOST),
    unsettled: newer.count < SETTLING_CALLS ? { older: unsettled.older, newer } : { older: newer, newer: NO_MASS },
  };
}

/** What was usual before the latest few hundred calls, where there was enough before them: they may be an incident's. */
export function withoutUnsettled(usual: Mass, { older, newer }: Unsettled): Mass {
  for (const young of [addMass(older, newer), newer]) {
    const count = usual.count - young.count;
    if (count >= FEWEST_USUAL) return { count, sum: Math.max(0, usual.sum - young.sum) };
  }
  return usual;
}
