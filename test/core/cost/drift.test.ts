import { describe, expect, test } from '@jest/globals';
import { type DriftRule, findDrift, type SeriesHour } from '../../../core/cost/drift.ts';
import { seeded } from '../decision/random.ts';

const HOUR_MS = 3_600_000;
const DAYS = 28;
const rule: DriftRule = { worse: 'rise', falseAlarmEveryHours: 8_760, leastChange: 0.1 };

/** Hours of a month with a daily season, heavy-tailed noise, and a change from some hour on. */
function hoursOf(seed: number, { from = Infinity, by = 1, noise = 0.15 } = {}): SeriesHour[] {
  const random = seeded(seed).uniform;
  return Array.from({ length: DAYS * 24 }, (_, hour) => {
    const season = 1 + 0.5 * Math.sin((hour / 24) * 2 * Math.PI);
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return { hourMs: hour * HOUR_MS, value: 0.002 * season * Math.exp(noise * normal) * (hour >= from ? by : 1) };
  });
}

describe('drift of a series of hours', () => {
  test('is seen falsely at most as often as is stated, whatever size of change counts', () => {
    const anyChange = { ...rule, leastChange: -Infinity, falseAlarmEveryHours: 2_000 };
    const runs = 300;
    let alarms = 0;
    for (let seed = 1; seed <= runs; seed += 1) if (findDrift(hoursOf(seed), anyChange) !== undefined) alarms += 1;
    const stated = (DAYS * 24) / anyChange.falseAlarmEveryHours; // at most n / A within n hours
    expect(alarms / runs).toBeLessThanOrEqual(stated);
  });

  test('of a third is seen within half a day, of a fifth within a day and a half, mostly', () => {
    const seenWithin = (by: number, hours: number): number => {
      const from = 20 * 24;
      let seen = 0;
      for (let seed = 1; seed <= 60; seed += 1) {
        const drift = findDrift(hoursOf(seed, { from, by, noise: 0.1 }), rule);
        if (drift !== undefined && drift.hourMs >= from * HOUR_MS && drift.hourMs < (from + hours) * HOUR_MS) seen += 1;
      }
      return seen / 60;
    };
    expect(seenWithin(1.33, 12)).toBeGreaterThan(0.8);
    expect(seenWithin(1.2, 36)).toBeGreaterThan(0.8);
  });

  test('says what was usual and what is now', () => {
    const drift = findDrift(hoursOf(3, { from: 480, by: 2 }), rule);
    expect(drift?.change).toBeGreaterThan(0.6);
    expect((drift?.now ?? 0) / (drift?.usual ?? 1)).toBeGreaterThan(1.5);
  });

  test('that is none that matters is no alarm, however sure', () => {
    expect(findDrift(hoursOf(5, { from: 400, by: 1.06, noise: 0.002 }), rule)).toBeUndefined();
    expect(findDrift(hoursOf(5, { from: 400, by: 0.5 }), rule)).toBeUndefined();
  });

  test('of a share that is to stay up is its fall', () => {
    const hours = hoursOf(9, { noise: 0 }).map(({ hourMs }, hour) => ({
      hourMs,
      value: 0.4 + 0.02 * Math.sin(hour * 7.3) - (hour >= 500 ? 0.2 : 0),
    }));
    expect(findDrift(hours, { ...rule, worse: 'fall', leastChange: 0.05 })?.change).toBeCloseTo(0.2, 1);
    expect(findDrift(hours, rule)).toBeUndefined();
  });

  test('needs days to compare with: a short history says nothing', () => {
    expect(findDrift(hoursOf(1, { from: 48, by: 3 }).slice(0, 70), rule)).toBeUndefined();
  });
});
