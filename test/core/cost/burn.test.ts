import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BudgetUse, burnOf } from '../../../core/cost/burn.ts';

const HOUR_MS = 3_600_000;
const day: BudgetUse = {
  used: 60,
  max: 100,
  warnAt: 0.8,
  ratePerHour: 5,
  windowStartMs: 0,
  windowEndMs: 24 * HOUR_MS,
  nowMs: 12 * HOUR_MS,
};

test('a budget that will be used up before its window ends says when', () => {
  expect(burnOf(day)).toEqual({
    usedShare: 0.6,
    burnRate: 1.2,
    forecast: 120,
    exhaustedAtMs: 20 * HOUR_MS,
    state: 'will_exceed',
  });
});

test('a budget that lasts has no end, one that is used up no forecast of its end', () => {
  expect(burnOf({ ...day, ratePerHour: 2 })).toMatchObject({ forecast: 84, exhaustedAtMs: null, state: 'ok' });
  expect(burnOf({ ...day, used: 85, ratePerHour: 1 })).toMatchObject({ exhaustedAtMs: null, state: 'warned' });
  expect(burnOf({ ...day, used: 130 })).toMatchObject({ exhaustedAtMs: null, state: 'reached' });
});

test('without a recent rate there is no forecast, and no all-clear in its place', () => {
  expect(burnOf({ ...day, ratePerHour: null })).toMatchObject({ forecast: null, exhaustedAtMs: null, usedShare: 0.6 });
  expect(burnOf({ ...day, nowMs: 0 }).burnRate).toBeNull();
});

test('it is said to be used up within the window just where the forecast passes the budget', () => {
  const amount = fc.double({ min: 0, max: 1_000, noNaN: true });
  fc.assert(
    fc.property(amount, amount, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (used, ratePerHour, elapsed) => {
      const burn = burnOf({ ...day, used, ratePerHour, nowMs: day.windowEndMs * elapsed });
      expect(burn.exhaustedAtMs !== null).toBe(used < day.max && (burn.forecast ?? 0) > day.max);
      expect(burn.exhaustedAtMs ?? 0).toBeLessThanOrEqual(day.windowEndMs * (1 + 1e-9));
    }),
  );
});
