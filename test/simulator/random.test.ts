import { describe, expect, test } from '@jest/globals';
import { bucketIndex, countAbove, quantile, upperEdge } from '../../core/llm/histogram.ts';
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

  test('Poisson counts have their mean and variance', () => {
    const random = new Random(2, 1);
    for (const wanted of [0.5, 9.9, 10.1, 95, 3_000]) {
      const { mean, variance } = momentsOf(Array.from({ length: 20_000 }, () => random.poisson(wanted)));
      expect(Math.abs(mean - wanted)).toBeLessThan(5 * Math.sqrt(wanted / 20_000));
      expect(Math.abs(variance / wanted - 1)).toBeLessThan(0.06);
    }
  });

  test.each([4, 12, 95])('a Poisson count of mean %d is as often far out as its law says', (mean) => {
    const random = new Random(3, mean);
    const draws = Array.from({ length: 100_000 }, () => random.poisson(mean));
    for (const deviations of [-2, -1, 1, 2, 3]) {
      const line = Math.floor(mean + deviations * Math.sqrt(mean));
      expectShare(draws, (draw) => draw > line, 1 - poissonUpTo(line, mean));
    }
  });

  test.each([
    [60, 0.02],
    [200, 0.3],
    [5_000, 0.01],
  ])('a binomial count of %d at %d is as often far out as its law says', (count, rate) => {
    const random = new Random(5, count);
    const draws = Array.from({ length: 100_000 }, () => random.binomial(count, rate));
    for (const deviations of [-2, 0, 2, 3]) {
      const line = Math.floor(count * rate + deviations * Math.sqrt(count * rate * (1 - rate)));
      expectShare(draws, (draw) => draw > line, 1 - binomialUpTo(line, count, rate));
    }
  });

  test('exponential times have their mean and their tail', () => {
    const random = new Random(6, 1);
    const times = Array.from({ length: 100_000 }, () => random.exponential(20));
    expect(Math.abs(momentsOf(times).mean - 20)).toBeLessThan(0.4);
    for (const after of [10, 60, 120]) expectShare(times, (time) => time > after, Math.exp(-after / 20));
  });

  test('uniform draws fill every part of the unit evenly, and seeds beyond 32 bits differ', () => {
    const random = new Random(8, 1);
    const draws = Array.from({ length: 100_000 }, () => random.uniform());
    for (let part = 0; part < 10; part += 1) expectShare(draws, (draw) => Math.floor(draw * 10) === part, 0.1);
    expect(new Random(2 ** 40 + 1, 1).uniform()).not.toBe(new Random(1, 1).uniform());
  });

  test('log-normal values have the quantiles and the mean that were asked for', () => {
    const latency = LogNormalGrid.ofMedian(800, 4_000).draw(new Random(3, 1), 200_000);
    expect(Math.abs((quantile(latency.histogram, 0.5) ?? 0) / 800 - 1)).toBeLessThan(0.05);
    expect(Math.abs((quantile(latency.histogram, 0.99) ?? 0) / 4_000 - 1)).toBeLessThan(0.06);
    const cost = LogNormalGrid.ofMean(0.002, 0.01).draw(new Random(4, 1), 200_000);
    expect(Math.abs(cost.sum / 200_000 / 0.002 - 1)).toBeLessThan(0.03);
  });

  test('log-normal tails are as heavy as they should be', () => {
    const sigma = Math.log(4_000 / 800) / 2.326347874;
    const { histogram } = LogNormalGrid.ofMedian(800, 4_000).draw(new Random(7, 1), 400_000);
    for (const deviations of [1, 2.326347874, 3, 4]) {
      const edge = bucketIndex(800 * Math.exp(deviations * sigma));
      const exact = 1 - normalUpTo(Math.log(upperEdge(edge) / 800) / sigma);
      const share = countAbove(histogram, edge) / 400_000;
      expect(Math.abs(share - exact)).toBeLessThan(5 * Math.sqrt(exact / 400_000) + 1e-6);
    }
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

/** As many as the law says, within five standard errors. */
function expectShare(draws: readonly number[], isIn: (draw: number) => boolean, exact: number): void {
  const share = draws.filter(isIn).length / draws.length;
  expect(Math.abs(share - exact)).toBeLessThan(5 * Math.sqrt(Math.max(exact, 1e-5) / draws.length));
}

function poissonUpTo(most: number, mean: number): number {
  let chance = Math.exp(-mean);
  let sum = 0;
  for (let count = 0; count <= most; count += 1) {
    sum += chance;
    chance *= mean / (count + 1);
  }
  return sum;
}

function binomialUpTo(most: number, count: number, rate: number): number {
  let chance = Math.exp(count * Math.log1p(-rate));
  let sum = 0;
  for (let events = 0; events <= most; events += 1) {
    sum += chance;
    chance *= ((count - events) / (events + 1)) * (rate / (1 - rate));
  }
  return sum;
}

/** By Simpson's rule over the density. */
function normalUpTo(z: number): number {
  const steps = 2_000;
  const width = (z + 10) / steps;
  let sum = 0;
  for (let step = 0; step <= steps; step += 1) {
    const x = -10 + step * width;
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp((-x * x) / 2);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}
