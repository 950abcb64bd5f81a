import { type Mass, NO_MASS } from './boundary.ts';
import { type Clustering, NO_CLUSTERING } from './clustering.ts';
import type { Check, Gate } from './gate.ts';
import { type Dispersion, NO_DISPERSION } from './dispersion.ts';
import { NOTHING_UNSETTLED, type Unsettled } from './incident.ts';
import type { Repeats } from './repeats.ts';
import { newWager, type Odds, type Wager } from './wager.ts';

/** What is remembered of one gate for one cohort. */
export interface GateEvidence {
  /** Everything so far, from live traffic and from pairs: trials and bad events (or values and their sum). */
  readonly stable: Mass;
  readonly candidate: Mass;
  /** Stable's recent past, long; where the engine expects stable to be. */
  readonly usual: Mass;
  /** What of it an incident takes back; absent in evidence older than it. */
  readonly unsettled?: Unsettled;
  /** Stable's and the candidate's last few hundred trials. */
  readonly lately: { readonly stable: Mass; readonly candidate: Mass };
  /** Stable's latest calls since the candidate's last one: it is compared with them. `edge` is what counted as slow. */
  readonly waiting: Waiting;
  /** The candidate's requests: all of them, and those since one last told something of this metric. */
  readonly requests: { readonly all: number; readonly silent: number };
  /** Stable is far from its usual self. */
  readonly incident: boolean;
  readonly checks: Readonly<Partial<Record<Check, CheckEvidence>>>;
  /** How much calls go together; of everybody only, cohorts take theirs from there. */
  readonly dispersion?: Dispersion;
  /** The same from every pair of bad calls, of rates; absent in evidence older than it. */
  readonly clustering?: Clustering;
  /** The candidate's largest value, of metrics that are means. */
  readonly largest?: number;
  /** What is known of calls whose unit was bad before; absent where calls have no units. */
  readonly repeats?: Repeats;
  /** The difference between concurrent calls; see confidence.ts. */
  readonly sideBySide: DifferenceSums;
}

/** `fresh` is what bets on a breach take of it, where calls have units. */
export interface Waiting extends Mass {
  readonly edge?: number;
  readonly fresh?: Mass;
}

export interface CheckEvidence {
  readonly breach: Wager;
  /** There is none for `blame` (nothing is promoted for being no worse than a broken stable) and none for cohorts. */
  readonly safety?: Wager;
}

/** Sums over looks, each weighted by n1 n0 / (n1 + n0). */
export interface DifferenceSums {
  readonly weight: number;
  /** Weighted sum of candidate's mean minus stable's. */
  readonly difference: number;
  /** Weighted sum of stable's mean; absent in evidence older than it. */
  readonly stable?: number;
  /** Weighted sum of n1 / (n1 + n0): how much of the variance is stable's. */
  readonly stablePart: number;
}

/** `safety` is left out for cohorts: nobody asks for their proof of health. */
export function newGateEvidence(gate: Gate, breach: Odds, safety: Odds | undefined): GateEvidence {
  const checks = Object.fromEntries(
    gate.checks.map((check): [Check, CheckEvidence] => {
      const proof = check === 'blame' || safety === undefined ? {} : { safety: newWager(safety) };
      return [check, { breach: newWager(breach), ...proof }];
    }),
  );
  return {
    stable: NO_MASS,
    candidate: NO_MASS,
    usual: NO_MASS,
    unsettled: NOTHING_UNSETTLED,
    lately: { stable: NO_MASS, candidate: NO_MASS },
    waiting: NO_MASS,
    requests: { all: 0, silent: 0 },
    incident: false,
    checks,
    ...(safety === undefined ? {} : { dispersion: NO_DISPERSION }),
    ...(safety === undefined || gate.metric.kind !== 'rate' ? {} : { clustering: NO_CLUSTERING }),
    sideBySide: { weight: 0, difference: 0, stable: 0, stablePart: 0 },
  };
}
