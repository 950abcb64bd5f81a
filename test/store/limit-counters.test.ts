import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryCounters, type Operation, type Verdict } from '../../core/limits/counters.ts';
import { applyLimitOperations, pruneLimits } from '../../store/limit-counters.ts';
import { applyRedisOperations } from '../../store/redis-counters.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { describeWith, present, startTestRedis } from '../support/redis.ts';

/* Postgres and Redis count as the reference in memory does, one after the other and all at once. */

type Apply = (operations: readonly Operation[]) => Promise<readonly Verdict[]>;

let store: TestDatabase;
const redis = await startTestRedis();
beforeAll(async () => {
  store = await createTestDatabase();
});
afterAll(async () => {
  await store.drop();
  await redis?.stop();
});

const stores: [[string, () => Apply], [string, () => Apply]] = [
  ['Postgres', () => (operations) => applyLimitOperations(store.database, operations)],
  ['Redis', () => (operations) => applyRedisOperations(present(redis), operations)],
];

let run = 0;
const entry = fc
  .record({
    counter: fc.constantFrom('a', 'b/ü', 'c'),
    step: fc.integer({ min: 0, max: 6 }),
    reach: fc.integer({ min: 0, max: 6 }),
    amount: fc.oneof(fc.integer({ min: -3, max: 9 }), fc.constant(1_000_000_000_000_000)),
    max: fc.option(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(3_000_000_000_000_000)), { nil: undefined }),
    keepMs: fc.integer({ min: 1_000, max: 3_600_000 }),
  })
  .map(({ step, reach, ...rest }) => {
    const bucket = 1_790_000_000_000 + step * 5_000;
    return { ...rest, bucket, from: bucket - reach * 5_000 };
  });
const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom('reserve' as const, 'adjust' as const),
  entries: fc.uniqueArray(entry, { minLength: 1, maxLength: 3, selector: ({ counter }) => counter }),
});
const batches = fc.array(fc.array(operation, { minLength: 1, maxLength: 5 }), { maxLength: 6 });

describe('Postgres', () => {
  counts(...stores[0]);
});
describeWith(redis)('Redis', () => counts(...stores[1]));

function counts(name: string, applyOf: () => Apply): void {
  test('does what the reference does, operation by operation and in batches', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const prefix = `${name}${(run += 1)}/`;
        const reference = new MemoryCounters();
        for (const batch of all) {
          const own = batch.map(({ kind, entries }) => ({
            kind,
            entries: entries.map((each) => ({ ...each, counter: prefix + each.counter })),
          }));
          expect(await applyOf()(own)).toEqual(own.map((each) => reference.apply(each)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('calls at once never reserve more than there is, and take all of it', async () => {
    const common = { bucket: 1, from: 0, amount: 7, keepMs: 60_000 };
    const reserve = (): Operation => ({
      kind: 'reserve',
      entries: [
        { ...common, counter: `${name} one`, max: 700 },
        { ...common, counter: `${name} two`, max: 7_000 },
      ],
    });
    const verdicts = await Promise.all(Array.from({ length: 300 }, () => applyOf()([reserve()])));
    expect(verdicts.filter(([verdict]) => verdict?.refusedBy === undefined)).toHaveLength(100);
    const [final] = await applyOf()([reserve()]);
    expect(final).toMatchObject({ refusedBy: 0, readings: [{ sum: 700 }, { sum: 700 }] });
  });
}

test('counters that count no longer are deleted, the others are kept', async () => {
  const { database } = store;
  const common = { bucket: 1, from: 0, amount: 1, keepMs: 3_600_000 };
  await applyLimitOperations(database, [
    {
      kind: 'reserve',
      entries: [
        { ...common, counter: 'old' },
        { ...common, counter: 'new' },
      ],
    },
  ]);
  await database`UPDATE limit_counters SET expires_at = clock_timestamp() - interval '1 second' WHERE counter = 'old'`;
  await pruneLimits(database);
  const left = await database<
    { counter: string }[]
  >`SELECT counter FROM limit_counters WHERE counter IN ('old', 'new')`;
  expect(left.map((row) => row.counter)).toEqual(['new']);
});
