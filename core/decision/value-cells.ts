import { GROWTH, upperEdge } from '../llm/histogram.ts';
import type { ValueTally } from '../llm/statistics.ts';

/** A histogram as numbers, read once per look: bucket indexes, what a call in them is worth, and counts. */
export interface ValueCells {
  readonly count: number;
  readonly sum: number;
  readonly zero: number;
  readonly indexes: readonly number[];
  /** Middles of the buckets, scaled so that they add up to the exact sum. */
  readonly amounts: readonly number[];
  readonly counts: readonly number[];
}

export const NO_CELLS: ValueCells = { count: 0, sum: 0, zero: 0, indexes: [], amounts: [], counts: [] };

/** A tally whose maker has read it already: who draws cells need not write a histogram first. */
export interface ReadTally extends ValueTally {
  readonly cells: ValueCells;
}

export function cellsOf(tally: ValueTally | ReadTally): ValueCells {
  if ('cells' in tally) return tally.cells;
  const { histogram, sum } = tally;
  const indexes: number[] = [];
  const middles: number[] = [];
  const counts: number[] = [];
  let count = histogram.zero;
  let rawSum = 0;
  for (const key in histogram.buckets) {
    const inBucket = histogram.buckets[key] ?? 0;
    const middle = middleOf(Number(key));
    indexes.push(Number(key));
    middles.push(middle);
    counts.push(inBucket);
    count += inBucket;
    rawSum += inBucket * middle;
  }
  const scale = rawSum > 0 && sum > 0 ? sum / rawSum : 1;
  return { count, sum, zero: histogram.zero, indexes, amounts: middles.map((middle) => middle * scale), counts };
}

/** How many values lie above the upper edge of bucket `index`. */
export function cellsAbove({ indexes, counts }: ValueCells, index: number): number {
  let above = 0;
  for (let at = 0; at < indexes.length; at += 1) if ((indexes[at] ?? 0) > index) above += counts[at] ?? 0;
  return above;
}

/** What a value in the bucket is, within 2 %. */
export function middleOf(index: number): number {
  return MIDDLES[index + TABLE_HALF] ?? (2 * upperEdge(index)) / (1 + GROWTH);
}

const TABLE_HALF = 1_000;
const MIDDLES = Array.from({ length: 2 * TABLE_HALF + 1 }, (_, at) => (2 * upperEdge(at - TABLE_HALF)) / (1 + GROWTH));
