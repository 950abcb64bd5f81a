import { type ArmLook, EVERYONE } from './look.ts';

/** How one label's cohorts share the evidence that the gate may spend on them. */
export interface CohortSlots {
  /** Calls seen by cohort, while it is being decided which ones are the largest. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Share of the gate's risk by cohort (`tenant=acme`); fixed when the cohort is taken in. */
  readonly shares: Readonly<Record<string, number>>;
  /** What is left for cohorts that appear later. */
  readonly left: number;
}

/** Half of a gate's risk is for everybody together; of the other half, a tenth is for the cohorts without a place. */
const EVERYONE_SHARE = 0.5;
const OTHERS_SHARE = 0.05;
const COHORTS_SHARE = 1 - EVERYONE_SHARE - OTHERS_SHARE;
const FIRST_PART = 0.9;
const LATER_PART = 0.3;
const MOST_COHORTS = 10;
const MOST_SIZES = 200;
/** Calls after which the largest cohorts are known well enough. */
const ENOUGH_CALLS = 100;

/** The share of a gate's risk that each cohort has where there are as many as get a place. */
export const SHARE_OF_EACH = (COHORTS_SHARE * FIRST_PART) / MOST_COHORTS;

export const NO_SLOTS: CohortSlots = { sizes: {}, shares: {}, left: COHORTS_SHARE };

/** The cohort that stands for all of a label's values without a place of their own. */
export function othersOf(label: string): string {
  return `${label}=*`;
}

/** Where a cohort's calls are counted: under its own name, or among the others. */
export function placeOf(slots: CohortSlots, label: string, cohort: string): string {
  return slots.shares[cohort] === undefined ? othersOf(label) : cohort;
}

/** The share of a gate's risk that belongs to a cohort. */
export function shareOf(slots: CohortSlots | undefined, cohort: string): number {
  if (slots === undefined) return 1;
  if (cohort === EVERYONE) return EVERYONE_SHARE;
  return slots.shares[cohort] ?? OTHERS_SHARE;
}

/**
 * Takes cohorts in by size, once enough calls are seen, then newcomers while there are places. It looks at how much
 * traffic a cohort has and never at how it does, and only for the looks to come, so no bet knows its outcome.
 */
export function slotsAfter(before: CohortSlots, label: string, arms: readonly ArmLook[]): CohortSlots {
  if (Object.keys(before.shares).length >= MOST_COHORTS) return before;
  const sizes: Record<string, number> = { ...before.sizes };
  for (const { cohort, statistics } of arms) {
    if (!cohort.startsWith(`${label}=`)) continue;
    if (sizes[cohort] === undefined && Object.keys(sizes).length >= MOST_SIZES) continue;
    sizes[cohort] = (sizes[cohort] ?? 0) + statistics.requests;
  }
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  return total < ENOUGH_CALLS ? { ...before, sizes } : taken({ ...before, sizes });
}

function taken(slots: CohortSlots): CohortSlots {
  const places = MOST_COHORTS - Object.keys(slots.shares).length;
  const newcomers = Object.entries(slots.sizes)
    .filter(([cohort, size]) => slots.shares[cohort] === undefined && size > 0)
    .toSorted(([one, size], [other, otherSize]) => otherSize - size || (one < other ? -1 : 1))
    .slice(0, places)
    .map(([cohort]) => cohort);
  if (newcomers.length === 0) return slots;
  const part = Object.keys(slots.shares).length === 0 ? FIRST_PART : LATER_PART;
  const each = (slots.left * part) / newcomers.length;
  const shares = { ...slots.shares, ...Object.fromEntries(newcomers.map((cohort) => [cohort, each])) };
  const full = Object.keys(shares).length >= MOST_COHORTS;
  return { sizes: full ? {} : slots.sizes, shares, left: slots.left * (1 - part) };
}
