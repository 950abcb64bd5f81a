import { type ValueCells, middleOf } from './value-cells.ts';

/** The distribution of the latest values of one arm: where thresholds come from, and what people are shown. */
export interface RecentValues {
  readonly total: number;
  readonly zero: number;
  /** Bucket index of `counts[0]`. */
  readonly first: number;
  readonly counts: readonly number[];
}

export const NO_RECENT_VALUES: RecentValues = { total: 0, zero: 0, first: 0, counts: [] };

const MOST = 8_000;

/** Adds; above 8,000 values all that came before counts half. */
export function addRecent(recent: RecentValues, cells: ValueCells): RecentValues {
  if (cells.count === 0) return recent;
  const { first, last } = span(recent, cells);
  const counts = first > last ? [] : extended(recent, first, last);
  for (let at = 0; at < cells.indexes.length; at += 1) {
    const offset = (cells.indexes[at] ?? 0) - first;
    counts[offset] = (counts[offset] ?? 0) + (cells.counts[at] ?? 0);
  }
  const added = { total: recent.total + cells.count, zero: recent.zero + cells.zero, first, counts };
  return added.total > MOST ? halved(added) : added;
}

function span(recent: RecentValues, cells: ValueCells): { first: number; last: number } {
  let first = recent.counts.length > 0 ? recent.first : Infinity;
  let last = recent.counts.length > 0 ? recent.first + recent.counts.length - 1 : -Infinity;
  for (const index of cells.indexes) {
    if (index < first) first = index;
    if (index > last) last = index;
  }
  return first > last ? { first: 0, last: -1 } : { first, last };
}

function extended(recent: RecentValues, first: number, last: number): number[] {
  if (recent.counts.length === 0) return zeros(last - first + 1);
  const before = recent.first - first;
  const after = last - (recent.first + recent.counts.length - 1);
  if (before === 0 && after === 0) return recent.counts.slice();
  return [...zeros(before), ...recent.counts, ...zeros(after)];
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);

/** Share of values above the upper edge of bucket `index`. */
export function recentShareAbove(recent: RecentValues, index: number): number {
  if (recent.total === 0) return 0;
  let above = 0;
  for (let at = Math.max(0, index + 1 - recent.first); at < recent.counts.length; at += 1)
    above += recent.counts[at] ?? 0;
  return above / recent.total;
}

/** The bucket of the quantile `share`, or `undefined` where it is not a positive value. */
export function recentBucket(recent: RecentValues, share: number): number | undefined {
  const rank = Math.max(1, Math.ceil(share * recent.total));
  let left = recent.total - rank;
  for (let at = recent.counts.length - 1; at >= 0; at -= 1) {
    left -= recent.counts[at] ?? 0;
    if (left < 0) return recent.first + at;
  }
  return undefined;
}

/** The quantile itself; `undefined` for no values. */
export function recentQuantile(recent: RecentValues, share: number): number | undefined {
  if (recent.total === 0) return undefined;
  const index = recentBucket(recent, share);
  return index === undefined ? 0 : middleOf(index);
}

/** Mean of the latest values, those above `cap` counting as that; 0 for none. */
export function recentMean(recent: RecentValues, cap: number): number {
  if (recent.total === 0) return 0;
  let sum = 0;
  for (const [offset, inBucket] of recent.counts.entries())
    sum += Math.min(cap, middleOf(recent.first + offset)) * inBucket;
  return sum / recent.total;
}

/** Variance of the latest values. */
export function valueVariance(recent: RecentValues): number {
  const count = recent.total;
  if (count < 2) return 0;
  let sum = 0;
  let squares = 0;
  for (const [offset, inBucket] of recent.counts.entries()) {
    const value = middleOf(recent.first + offset);
    sum += value * inBucket;
    squares += value * value * inBucket;
  }
  return Math.max(0, squares / count - (sum / count) ** 2);
}

function halved(recent: RecentValues): RecentValues {
  const counts = recent.counts.map((count) => Math.floor(count / 2));
  const start = counts.findIndex((count) => count > 0);
  const end = counts.findLastIndex((count) => count > 0);
  const zero = Math.floor(recent.zero / 2);
  const kept = start < 0 ? [] : counts.slice(start, end + 1);
  const total = kept.reduce((sum, count) => sum + count, zero);
  return { total, zero, first: start < 0 ? 0 : recent.first + start, counts: kept };
}
