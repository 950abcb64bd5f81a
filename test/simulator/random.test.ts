import { describe, expect, test } from '@jest/globals';
import { quantile } from '../../core/llm/histogram.ts';
import { LogNormalGrid } from '../../simulator/log-normal.ts';
import { Random } from '../../simulator/random.ts';
import { shiftInterval } from '../../simulator/judges/mann-whitney.ts';

describe('draws', () => {
  test('binomials have their mean and variance, rare and common, few and many', () => {
    const random = new Random(1, 1);
    for (const [count, rate] of [
      [5, 0.3],
      [200, 0.01],
      [2_000, 0.6],
      [10, 0.999],
    ] as const) {
      const draws = Array.from({ length: 20_000 }, () => random.binomial(count, rate));
      const { mean, variance } = momentsOf(draws);
      expect(Math.abs(mean / (count * rate) - 1)).toBeLessThan(0.03);
      expect(Math.abs(variance / (count * rate * (1 - rate)) - 1)).toBeLessThan(0.15);
    }
  });

  test('Poisson counts have their mean', () => {
    const random = new Random(2, 1);
    for (const wanted of [0.5, 20, 300]) {
      const { mean } = momentsOf(Array.from({ length: 10_000 }, () => random.poisson(wanted)));
      expect(Math.abs(mean / wanted - 1)).toBeLessThan(0.04);
    }
  });

  test('log-normal values have the quantiles and the mean that were asked for', () => {
    const latency = LogNormalGrid.ofMedian(800, 4_000).draw(new Random(3, 1), 200_000);
    expect(Math.abs((quantile(latency.histogram, 0.5) ?? 0) / 800 - 1)).toBeLessThan(0.05);
    expect(Math.abs((quantile(latency.histogram, 0.99) ?? 0) / 4_000 - 1)).toBeLessThan(0.06);
    const cost = LogNormalGrid.ofMean(0.002, 0.01).draw(new Random(4, 1), 200_000);
    expect(Math.abs(cost.sum / 200_000 / 0.002 - 1)).toBeLessThan(0.03);
  });

  test('streams of one seed differ from each other', () => {
    expect(new Random(1, 1).uniform()).not.toBe(new Random(1, 2).uniform());
  });
});

describe('the shift of two samples', () => {
  test('is found, with an interval around it', () => {
    const control = Array.from({ length: 40 }, (_, at) => at / 40);
    const { estimate, low, high } = shiftInterval(
      control.map((value) => value + 0.3),
      control,
      2.326,
    );
    expect(estimate).toBeCloseTo(0.3, 5);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.6);
  });
});

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}
