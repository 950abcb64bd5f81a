import { expect, test } from '@jest/globals';
import { StatisticsTally } from '../../../core/llm/tally.ts';
import { addStatistics } from '../../../core/llm/statistics.ts';
import { UnitHistory } from '../../../core/llm/unit-history.ts';

const call = (isBad: boolean) => ({ bad: { error_rate: isBad }, values: {} });

function freshAfter(outcomes: readonly boolean[], unitPoint = 0.5): boolean[] {
  const history = new UnitHistory();
  return outcomes.map((isBad) => !history.stale(unitPoint, call(isBad)).has('error_rate'));
}

test('a session that fails as a whole is one failure', () => {
  expect(freshAfter(Array.from({ length: 20 }, () => true)).filter(Boolean)).toHaveLength(1);
});

test('a session that never failed is fresh call by call', () => {
  expect(freshAfter(Array.from({ length: 200 }, () => false))).not.toContain(false);
});

test('a user for whom everything fails is news ever more seldom', () => {
  const fresh = freshAfter(Array.from({ length: 20_000 }, () => true));
  expect(fresh.filter(Boolean).length).toBeLessThan(10);
  expect(fresh[51]).toBe(true);
  expect(fresh[102]).toBe(false);
});

test('what one unit does is nothing to another, and one metric nothing to the next', () => {
  const history = new UnitHistory();
  history.stale(0.1, call(true));
  expect(history.stale(0.2, call(true)).size).toBe(0);
  expect(history.stale(0.1, { bad: { timeout_rate: true } }).size).toBe(0);
});

test('however many units fail, a bounded number is remembered', () => {
  const history = new UnitHistory();
  for (let unit = 0; unit <= 10_000; unit += 1) history.stale(unit, call(true));
  expect(history.stale(0, call(true)).size).toBe(0);
  expect(history.stale(10_000, call(true)).size).toBe(1);
});

test('statistics tell fresh calls apart only where calls have units, and add up', () => {
  const alone = new StatisticsTally();
  alone.add(call(true));
  expect(alone.statistics().rates['error_rate']).toEqual({ trials: 1, events: 1 });
  const united = new StatisticsTally();
  united.add(call(true), new Set());
  united.add(call(true), new Set(['error_rate']));
  expect(united.statistics().rates['error_rate']).toEqual({ trials: 2, events: 2, fresh: { trials: 1, events: 1 } });
  const both = addStatistics(alone.statistics(), united.statistics());
  expect(both.rates['error_rate']).toEqual({ trials: 3, events: 3, fresh: { trials: 2, events: 2 } });
});
