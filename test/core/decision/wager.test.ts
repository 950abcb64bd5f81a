import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { capWealth, logStakes, logWealth, newWager, oddsOfShares, settle } from '../../../core/decision/wager.ts';

const ODDS = oddsOfShares([0.5, 0.3, 0.2], 0.3);

describe('a wager', () => {
  test('starts with a wealth of 1, and keeps it while nothing is won or lost', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 30 }), (looks) => {
        const wager = looks.reduce((before, trials) => settle(before, ODDS, trials, [0, 0, 0]), newWager(ODDS));
        expect(Math.exp(logWealth(wager, ODDS))).toBeCloseTo(1, 4);
      }),
    );
  });

  test('is fair: over the two outcomes of a fair bet, its mean wealth stays what it was', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (trials, stake) => {
          const before = settle(newWager(ODDS), ODDS, trials, [0.4, -1, 0.1]);
          const won = Math.log(1 + stake);
          const lost = Math.log(1 - stake);
          const up = Math.exp(logWealth(settle(before, ODDS, 1, [won, won, won]), ODDS));
          const down = Math.exp(logWealth(settle(before, ODDS, 1, [lost, lost, lost]), ODDS));
          expect((up + down) / 2).toBeCloseTo(Math.exp(logWealth(before, ODDS)), 4);
        },
      ),
    );
  });

  test('never has less than nothing, however long it loses', () => {
    let wager = newWager(ODDS);
    for (let look = 0; look < 5_000; look += 1) wager = settle(wager, ODDS, 50, [-3, -5, -9]);
    expect(logWealth(wager, ODDS)).toBeLessThan(0);
    expect(wager.stakes.every(Number.isFinite)).toBe(true);
  });

  test('forgets surplus proof when it is told to', () => {
    const rich = settle(newWager(ODDS), ODDS, 10, [20, 15, 1]);
    expect(logStakes(capWealth(rich, 6))).toBeCloseTo(6, 4);
    expect(capWealth(newWager(ODDS), 6)).toEqual(newWager(ODDS));
  });
});
