import { type Mass, NO_MASS } from './boundary.ts';

/**
 * How much stable's bad calls come together, from every pair of them: a long-run variance with an exponential kernel (Newey
 * and West, Econometrica 55, 1987, equation 5, with other weights), in parts of what independent calls would have. It
 * tells after a few bad sessions, while blocks (dispersion.ts) need dozens. At several lengths, in calls.
 */
export interface Clustering {
  /** Of stable, all that is in the sums. */
  readonly total: Mass;
  /** Calls since the sums were last closed, and in those that were closed last. */
  readonly openCalls: number;
  readonly lateCalls?: number;
  readonly scales: readonly ClusteringScale[];
}

interface ClusteringScale {
  /** Calls and bad calls lately, fading with calls; and the calls by the squares of their weights. */
  readonly near: Mass;
  readonly nearSquares: number;
  readonly closed: Sums;
  /** Of the last few hundred calls, and of a few hundred before them: what an incident takes back. */
  readonly open: Sums;
  readonly late?: Sums;
}

/** Sums over pairs of calls: of bad ones, of bad with any, of any; and of any by squared weights. */
type Sums = readonly [bad: number, mixed: number, all: number, squares: number];

const LENGTHS = [20, 60, 200, 600, 2_000] as const;
const NO_SUMS: Sums = [0, 0, 0, 0];
const CLOSED_AFTER = 300;
const MOST_CALLS = 60_000;
/** Independent calls differ by chance: an excess counts when it is so many standard deviations. */
const SIGNIFICANT_DEVIATIONS = 1.75;
/** Sessions of unequal length weigh more in a likelihood ratio than in a variance: their excess counts three times. */
const CAUTION = 3;
const HIGHEST = 40;
/** Fewer bad calls tell nothing of how they come. */
const FEWEST_BAD = 12;
/** Nor does a window that is nearly all there is. */
const FEWEST_LEFT = 0.15;
/** What is thought of calls before stable has had a bad one. */
const PRIOR_EXCESS = 0.3;

export const NO_CLUSTERING: Clustering = {
  total: NO_MASS,
  openCalls: 0,
  scales: LENGTHS.map(() => ({ near: NO_MASS, nearSquares: 0, closed: NO_SUMS, open: NO_SUMS })),
};

/** After more calls of stable. */
export function addClustering(before: Clustering, { count, sum }: Mass): Clustering {
  if (count === 0) return before;
  const openCalls = before.openCalls + count;
  const closes = openCalls > CLOSED_AFTER;
  const total = { count: before.total.count + count, sum: before.total.sum + sum };
  const fades = closes && total.count > MOST_CALLS;
  const scales = before.scales.map((scale, index): ClusteringScale => {
    const { near, nearSquares } = scale;
    const kept = Math.exp(-count / (LENGTHS[index] ?? 1));
    const open: Sums = [
      round(scale.open[0] + sum * (sum + 2 * near.sum)),
      round(scale.open[1] + 2 * (sum * count + sum * near.count + count * near.sum)),
      round(scale.open[2] + count * (count + 2 * near.count)),
      round(scale.open[3] + count * (count + 2 * nearSquares)),
    ];
    const after = {
      near: { count: round((near.count + count) * kept), sum: round((near.sum + sum) * kept) },
      nearSquares: round((nearSquares + count) * kept * kept),
    };
    if (!closes) return { ...after, closed: scale.closed, late: scale.late ?? NO_SUMS, open };
    const closed = added(scale.closed, scale.late ?? NO_SUMS);
    return { ...after, closed: fades ? halved(closed) : closed, late: fades ? halved(open) : open, open: NO_SUMS };
  });
  const late = closes ? openCalls : before.lateCalls;
  return {
    total: fades ? { count: total.count / 2, sum: round(total.sum / 2) } : total,
    openCalls: closes ? 0 : openCalls,
    ...(late === undefined ? {} : { lateCalls: fades && closes ? late / 2 : late }),
    scales,
  };
}

/** Forgets the latest calls: they were no time like others. */
export function withoutLatest(before: Clustering, usualRate: number): Clustering {
  const { total, openCalls, lateCalls = 0 } = before;
  if (openCalls + lateCalls === 0) return before;
  const count = total.count - openCalls - lateCalls;
  return {
    total: { count, sum: round(Math.min(total.sum, count * usualRate)) },
    openCalls: 0,
    scales: before.scales.map(({ closed }) => ({ near: NO_MASS, nearSquares: 0, closed, open: NO_SUMS })),
  };
}

/** What evidence is divided by: near 1 where bad calls come independently, as far as is known. */
export function clusteringFactor({ total, scales }: Clustering): number {
  const prior = 1 + PRIOR_EXCESS / (1 + total.sum) ** 3;
  if (Math.min(total.sum, total.count - total.sum) < FEWEST_BAD) return prior;
  const rate = total.sum / total.count;
  const variance = rate * (1 - rate);
  const chance = variance * total.count;
  let highest = 0;
  for (const [index, { closed, late, open }] of scales.entries()) {
    const [bad, mixed, all, squares] = added(added(closed, late ?? NO_SUMS), open);
    // The mean is taken from the same calls, which takes from their variance what a window is of them all.
    const left = 1 - (2 * (LENGTHS[index] ?? 1)) / total.count;
    if (left < FEWEST_LEFT) break;
    const excess = (bad - rate * mixed + rate * rate * all) / chance / left - 1;
    const deviation = Math.sqrt(chance + 2 * variance * variance * squares) / chance / left;
    if (excess > SIGNIFICANT_DEVIATIONS * deviation) highest = Math.max(highest, excess);
  }
  return Math.min(HIGHEST, prior + CAUTION * highest);
}

function added(left: Sums, right: Sums): Sums {
  return [left[0] + right[0], left[1] + right[1], left[2] + right[2], left[3] + right[3]];
}

function halved(sums: Sums): Sums {
  return [sums[0] / 2, sums[1] / 2, sums[2] / 2, sums[3] / 2];
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
