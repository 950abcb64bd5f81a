import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type BernoulliCase,
  betOnBreach,
  betOnSafety,
  betPairsOnBreach,
  betPairsOnSafety,
  type PairCounts,
} from '../../../core/decision/bernoulli-bets.ts';
import type { Boundary } from '../../../core/decision/boundary.ts';
import { betOnHigherMean, betOnLowerMean, type MeanCase } from '../../../core/decision/mean-bets.ts';
import type { ValueCells } from '../../../core/decision/value-cells.ts';
import { logTwoArms } from '../../../core/decision/two-arms.ts';

/* Every bet is checked by exact enumeration: its expectation under the null may not exceed 1. */

const TOLERANCE = 1 + 1e-8;
/** Those of `betOnHigherMean` that keep the usual cap come first; all of `betOnLowerMean` do. */
const USUAL_BETS = 6;
const rate = fc.double({ min: 0.001, max: 0.95, noNaN: true });
const boundary: fc.Arbitrary<Boundary> = fc.oneof(
  fc.double({ min: 0, max: 0.3, noNaN: true }).map((intercept) => ({ slope: 1, intercept })),
  fc.double({ min: 1, max: 3, noNaN: true }).map((slope) => ({ slope, intercept: 0 })),
  fc.double({ min: 0.3, max: 1, noNaN: true }).map((slope) => ({ slope, intercept: 1 - slope })),
  fc.double({ min: 0.01, max: 0.9, noNaN: true }).map((intercept) => ({ slope: 0, intercept })),
);
const size = fc.integer({ min: 0, max: 6 });

describe('two arms of Bernoulli trials', () => {
  test('no bet is expected to win while the candidate keeps its margin, whatever stable does', () => {
    fc.assert(
      fc.property(boundary, rate, rate, size, size, (line, stable, slack, n1, n0) => {
        const candidate = Math.min(1, line.slope * stable + line.intercept) * (1 - slack * slack);
        fc.pre(candidate <= 1);
        const expected = expectations(n1, n0, candidate, stable, (x1, x0) =>
          betOnBreach(game(line, n1, x1, n0, x0, slack)),
        );
        for (const each of expected) expect(each).toBeLessThanOrEqual(TOLERANCE);
      }),
      { numRuns: 300 },
    );
  });

  test('no bet on safety is expected to win while the candidate is beyond its margin', () => {
    fc.assert(
      fc.property(boundary, rate, rate, size, size, (line, stable, excess, n1, n0) => {
        const candidate = line.slope * stable + line.intercept + excess * 0.2;
        fc.pre(candidate <= 1);
        const expected = expectations(n1, n0, candidate, stable, (x1, x0) =>
          betOnSafety(game(line, n1, x1, n0, x0, excess)),
        );
        for (const each of expected) expect(each).toBeLessThanOrEqual(TOLERANCE);
      }),
      { numRuns: 300 },
    );
  });

  test('one arm alone is no evidence', () => {
    const line = { slope: 1, intercept: 0.01 };
    const assumed = { candidate: 0.3, stable: 0.01 };
    expect(logTwoArms(line, assumed, { count: 50, sum: 50 }, { count: 0, sum: 0 })).toBe(0);
    expect(logTwoArms(line, assumed, { count: 0, sum: 0 }, { count: 50, sum: 0 })).toBe(0);
  });

  test('with much of stable, the growth per candidate request comes near the divergence from the boundary', () => {
    const line = { slope: 1, intercept: 0.01 };
    const divergence = 0.11 * Math.log(0.11 / 0.02) + 0.89 * Math.log(0.89 / 0.98);
    const growth = logTwoArms(
      line,
      { candidate: 0.11, stable: 0.01 },
      { count: 1, sum: 0.11 },
      { count: 99, sum: 0.99 },
    );
    expect(growth).toBeGreaterThan(0.97 * divergence);
    expect(growth).toBeLessThanOrEqual(divergence);
  });
});

describe('pairs', () => {
  test('no bet on pairs is expected to win under its null', () => {
    const cells = fc.tuple(rate, rate, rate, rate).map((weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.map((weight) => weight / total) as [number, number, number, number];
    });
    fc.assert(
      fc.property(boundary, cells, rate, (line, chances, usual) => {
        const excess = chances[2] + chances[3] - line.slope * (chances[1] + chances[3]) - line.intercept;
        const bet = excess <= 0 ? betPairsOnBreach : betPairsOnSafety;
        const perCell = [0, 1, 2, 3].map((cell) =>
          bet({
            boundary: line,
            pairs: [0, 1, 2, 3].map((at) => (at === cell ? 1 : 0)) as unknown as PairCounts,
            usual,
          }),
        );
        for (const index of (perCell[0] ?? []).keys()) {
          const mean = chances.reduce((sum, chance, cell) => sum + chance * Math.exp(perCell[cell]?.[index] ?? 0), 0);
          expect(mean).toBeLessThanOrEqual(TOLERANCE);
        }
      }),
    );
  });
});

describe('two arms of heavy-tailed values', () => {
  const low = fc.double({ min: 0, max: 1, noNaN: true });
  const high = fc.double({ min: 1, max: 60, noNaN: true });
  const small = fc.integer({ min: 1, max: 4 });
  const ratio = fc.double({ min: 1, max: 2, noNaN: true });

  test('no bet on means is expected to win under its null, capped values included', () => {
    fc.assert(
      fc.property(low, high, rate, rate, small, small, ratio, (x, y, p1, p0, n1, n0, slope) => {
        const cap = 12;
        const usual = 0.3 + p0 * 4;
        // Each bet has the null of its own cap: no value here reaches that of the tail bets.
        const isInside = (most: number): boolean => {
          const mean1 = (1 - p1) * Math.min(x, slope * most) + p1 * Math.min(y, slope * most);
          return mean1 <= slope * ((1 - p0) * Math.min(x, most) + p0 * Math.min(y, most));
        };
        const bet = isInside(cap) ? betOnHigherMean : betOnLowerMean;
        const all = expectations(n1, n0, p1, p0, (k1, k0) =>
          bet(means({ slope, intercept: 0 }, twoValues(n1, k1, x, y), twoValues(n0, k0, x, y), usual, cap)),
        );
        const expected = isInside(Infinity) ? all : all.slice(0, USUAL_BETS);
        for (const each of expected) expect(each).toBeLessThanOrEqual(TOLERANCE);
      }),
      { numRuns: 300 },
    );
  });
});

function game(line: Boundary, n1: number, x1: number, n0: number, x0: number, usual: number): BernoulliCase {
  const candidate = { count: n1, sum: x1 };
  return { boundary: line, candidate, stable: { count: n0, sum: x0 }, usual, healthy: usual };
}

function means(line: Boundary, candidate: ValueCells, stable: ValueCells, usual: number, cap: number): MeanCase {
  return { boundary: line, candidate, stable, usual, cap, isUncapped: false };
}

function twoValues(count: number, ofHigh: number, low: number, high: number): ValueCells {
  const sum = (count - ofHigh) * low + ofHigh * high;
  return { count, sum, zero: 0, indexes: [0, 1], amounts: [low, high], counts: [count - ofHigh, ofHigh] };
}

/** Expected factor of each bet over all outcomes of two binomials. */
function expectations(
  n1: number,
  n0: number,
  p1: number,
  p0: number,
  bets: (x1: number, x0: number) => number[],
): number[] {
  const sums: number[] = [];
  for (let x1 = 0; x1 <= n1; x1 += 1) {
    for (let x0 = 0; x0 <= n0; x0 += 1) {
      const chance = binomialChance(n1, x1, p1) * binomialChance(n0, x0, p0);
      for (const [index, logFactor] of bets(x1, x0).entries())
        sums[index] = (sums[index] ?? 0) + chance * Math.exp(logFactor);
    }
  }
  return sums;
}

function binomialChance(count: number, events: number, rate: number): number {
  let ways = 1;
  for (let each = 0; each < events; each += 1) ways = (ways * (count - each)) / (each + 1);
  return ways * rate ** events * (1 - rate) ** (count - events);
}
