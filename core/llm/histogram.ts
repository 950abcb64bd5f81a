/**
 * Counts on a fixed logarithmic grid: bucket `i` holds values in (GROWTH^(i-1), GROWTH^i], `zero` what is 0 or less.
 * The edges never move, so histograms of replicas, looks and days add up exactly, and a threshold fixed on an edge
 * splits the counts without error. A value read back is within 2 % (the DDSketch grid, Masson et al., VLDB 2019, §2).
 */
export interface Histogram {
  readonly zero: number;
  /** Bucket index (as JSON keys are: text) to count; empty buckets are absent. */
  readonly buckets: Readonly<Record<string, number>>;
}

export const GROWTH = 1.04;
const LOG_GROWTH = Math.log(GROWTH);
const EDGE_TOLERANCE = 1e-9;

export const EMPTY_HISTOGRAM: Histogram = { zero: 0, buckets: {} };

/** Index of the bucket that holds a positive value. */
export function bucketIndex(value: number): number {
  return Math.ceil(Math.log(value) / LOG_GROWTH - EDGE_TOLERANCE);
}

/** The largest value that bucket `index` holds. */
export function upperEdge(index: number): number {
  return Math.exp(index * LOG_GROWTH);
}

/** How many values the histogram holds. */
export function histogramCount(histogram: Histogram): number {
  let count = histogram.zero;
  for (const inBucket of Object.values(histogram.buckets)) count += inBucket;
  return count;
}

/** How many values lie above the upper edge of bucket `index`. */
export function countAbove(histogram: Histogram, index: number): number {
  let count = 0;
  for (const [key, inBucket] of Object.entries(histogram.buckets)) if (Number(key) > index) count += inBucket;
  return count;
}

/** The bucket in which the quantile `share` (in [0, 1]) lies, or `undefined` where there is no positive value at it. */
function quantileBucket(histogram: Histogram, share: number): number | undefined {
  const rank = Math.max(1, Math.ceil(share * histogramCount(histogram)));
  let seen = histogram.zero;
  if (seen >= rank) return undefined;
  const indexes = Object.keys(histogram.buckets).map(Number);
  indexes.sort((left, right) => left - right);
  for (const index of indexes) {
    seen += histogram.buckets[index] ?? 0;
    if (seen >= rank) return index;
  }
  return undefined;
}

/** The quantile itself, in the unit of the values (the middle of its bucket), or `undefined` for an empty histogram. */
export function quantile(histogram: Histogram, share: number): number | undefined {
  if (histogramCount(histogram) === 0) return undefined;
  const index = quantileBucket(histogram, share);
  return index === undefined ? 0 : (2 * upperEdge(index)) / (1 + GROWTH);
}

export function addHistograms(left: Histogram, right: Histogram): Histogram {
  const buckets: Record<string, number> = { ...left.buckets };
  for (const [key, count] of Object.entries(right.buckets)) buckets[key] = (buckets[key] ?? 0) + count;
  return { zero: left.zero + right.zero, buckets };
}
