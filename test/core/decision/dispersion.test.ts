import { describe, expect, test } from '@jest/globals';
import { NO_MASS } from '../../../core/decision/boundary.ts';
import {
  addDispersion,
  dispersionFactor,
  NO_DISPERSION,
  withoutOpenBlocks,
} from '../../../core/decision/dispersion.ts';
import { binomial, type Random, seeded } from './random.ts';

const RATE = 0.1;
const USUAL = { count: 20_000, sum: 2_000 };

/** Looks of 50 calls in which `together` calls at a time go the same way. */
function factorOf(random: Random, looks: number, together: number): number {
  let dispersion = NO_DISPERSION;
  for (let look = 0; look < looks; look += 1) {
    const stable = { count: 50, sum: together * binomial(random, 50 / together, RATE) };
    dispersion = addDispersion(dispersion, stable, USUAL, RATE * (1 - RATE));
  }
  return dispersionFactor(dispersion, 'short');
}

describe('dispersion', () => {
  test('independent calls count in full', () => {
    const factors = Array.from({ length: 40 }, (_, seed) => factorOf(seeded(seed), 300, 1));
    expect(factors.filter((factor) => factor > 1).length).toBeLessThanOrEqual(4);
  });

  test('calls that go well or badly together count for less, at least in proportion', () => {
    const factors = Array.from({ length: 10 }, (_, seed) => factorOf(seeded(seed), 300, 10));
    for (const factor of factors) expect(factor).toBeGreaterThan(8);
  });

  test('an incident can not raise it without bound, and calls under way are forgotten when one begins', () => {
    let dispersion = NO_DISPERSION;
    for (let look = 0; look < 100; look += 1) {
      dispersion = addDispersion(dispersion, { count: 125, sum: 125 }, USUAL, RATE * (1 - RATE));
    }
    expect(dispersionFactor(dispersion, 'short')).toBeLessThan(45);
    for (const scale of withoutOpenBlocks(dispersion)) expect(scale.open).toEqual(NO_MASS);
  });
});
