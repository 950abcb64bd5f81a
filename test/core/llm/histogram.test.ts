import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addHistograms,
  bucketIndex,
  countAbove,
  EMPTY_HISTOGRAM,
  GROWTH,
  type Histogram,
  histogramCount,
  quantile,
  upperEdge,
} from '../../../core/llm/histogram.ts';

function histogramOf(values: readonly number[]): Histogram {
  const buckets: Record<string, number> = {};
  for (const value of values) buckets[bucketIndex(value)] = (buckets[bucketIndex(value)] ?? 0) + 1;
  return { zero: 0, buckets };
}

const values = fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 });

test('a quantile read back is within 2 % of the true one', () => {
  fc.assert(
    fc.property(values, fc.constantFrom(0.5, 0.9, 0.95, 0.99, 1), (sample, share) => {
      const sorted = sample.toSorted((left, right) => left - right);
      const truth = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
      const read = quantile(histogramOf(sample), share) ?? 0;
      expect(Math.abs(read / truth - 1)).toBeLessThanOrEqual((GROWTH - 1) / 2 + 1e-6);
    }),
  );
});

test('histograms of parts add up to the histogram of the whole', () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      expect(addHistograms(histogramOf(one), histogramOf(other))).toEqual(histogramOf([...one, ...other]));
    }),
  );
});

test('a threshold on an edge splits the counts without error', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: -100, max: 200 }), (sample, index) => {
      const above = sample.filter((value) => bucketIndex(value) > index).length;
      expect(countAbove(histogramOf(sample), index)).toBe(above);
      expect(bucketIndex(upperEdge(index)) + 0).toBe(index);
    }),
  );
});

test('an empty histogram has no quantiles, and one of zeros has zero', () => {
  expect(quantile(EMPTY_HISTOGRAM, 0.5)).toBeUndefined();
  expect(quantile({ zero: 3, buckets: {} }, 0.99)).toBe(0);
  expect(histogramCount({ zero: 3, buckets: {} })).toBe(3);
});
