import { expect, test } from '@jest/globals';
import { LocalCounters } from '../../gateway/limits/local-counters.ts';

test('a replica alone holds what the store last said, and memory stays bounded whatever comes', () => {
  const counters = new LocalCounters();
  const entry = (counter: string) => ({ counter, bucket: 5, from: 5, amount: 1, max: 10, keepMs: 1_000 });
  counters.learn(entry('known'), { sum: 9, oldest: 5 });
  expect(counters.reserve([{ entry: entry('known'), onStoreFailure: 'local' }], 1)).toBeUndefined();
  expect(counters.reserve([{ entry: entry('known'), onStoreFailure: 'local' }], 1)).toEqual({
    refusedBy: 0,
    closed: false,
  });
  for (let tenant = 0; tenant < 200_000; tenant += 1) {
    counters.learn(entry(`tenant ${tenant}`), { sum: 1, oldest: 5 });
    counters.reserve([{ entry: entry(`tenant ${tenant}`), onStoreFailure: 'local' }], 3);
  }
  expect(counters.size).toBeLessThanOrEqual(150_000);
  const told = counters.takeDebts().flatMap(({ entries }) => entries);
  expect(told).toHaveLength(50_000);
  expect(counters.takeDebts()).toEqual([]);
});
