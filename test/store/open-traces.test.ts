import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asReleaseId, asReplicaId, asTraceId, type ReplicaId } from '../../core/ids.ts';
import type { TraceTally } from '../../core/llm/flush.ts';
import { addStatistics, EMPTY_STATISTICS, type Statistics } from '../../core/llm/statistics.ts';
import { closeSilentTraces } from '../../store/open-traces.ts';
import { readEvidence, writeFlush } from '../../store/outcomes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
});
afterAll(() => store.drop());

const sequences = new Map<ReplicaId, number>();

async function flush(replica: string, ...tallies: TraceTally[]): Promise<void> {
  const id = asReplicaId(replica);
  const sequence = (sequences.get(id) ?? 0) + 1;
  sequences.set(id, sequence);
  await writeFlush(store.database, { replica: id, sequence, statistics: [], pairs: [], traces: [], tallies });
}

function tally(release: string, trace: string, change: Partial<TraceTally> = {}): TraceTally {
  return {
    releaseId: asReleaseId(release),
    traceId: asTraceId(trace),
    arm: 'candidate',
    weight: 0.1,
    cohorts: ['all'],
    calls: 1,
    costed: 1,
    costUsd: 0.5,
    straddles: false,
    ...change,
  };
}

async function evidence(release: string, arm = 'candidate', cohort = 'all'): Promise<Statistics> {
  const { arms } = await readEvidence(store.database, asReleaseId(release), {});
  return arms
    .filter((look) => look.arm === arm && look.cohort === cohort)
    .reduce((sum, look) => addStatistics(sum, look.statistics), EMPTY_STATISTICS);
}

const count = (statistics: Statistics, name: 'calls_per_trace' | 'cost_usd_per_trace'): number => {
  const { zero, buckets } = statistics.values[name]?.histogram ?? { zero: 0, buckets: {} };
  return Object.values(buckets).reduce((sum, inBucket) => sum + inBucket, zero);
};

test('a trace that spans replicas and flushes counts once, with all its calls and their cost', async () => {
  await flush('gw_1', tally('rel_span', 't1', { calls: 3, costed: 3, cohorts: ['all', 'tenant=acme'] }));
  await flush('gw_2', tally('rel_span', 't1', { calls: 2, costed: 2 }), tally('rel_span', 't2'));
  expect(await closeSilentTraces(store.database)).toBe(0);
  expect(await evidence('rel_span')).toEqual(EMPTY_STATISTICS);
  expect(await closeSilentTraces(store.database, 0)).toBe(2);
  const seen = await evidence('rel_span');
  expect(seen.requests).toBe(0);
  expect([count(seen, 'calls_per_trace'), seen.values['calls_per_trace']?.sum]).toEqual([2, 6]);
  expect([count(seen, 'cost_usd_per_trace'), seen.values['cost_usd_per_trace']?.sum]).toEqual([2, 1.5]);
  expect((await evidence('rel_span', 'candidate', 'tenant=acme')).values['calls_per_trace']?.sum).toBe(5);
});

test('a trace that saw both arms, or a change of the weight, is evidence for neither arm', async () => {
  await flush(
    'gw_3',
    tally('rel_both', 'arms'),
    tally('rel_both', 'weights'),
    tally('rel_both', 'within', { straddles: true }),
  );
  await flush('gw_4', tally('rel_both', 'arms', { arm: 'stable' }), tally('rel_both', 'weights', { weight: 0.25 }));
  expect(await closeSilentTraces(store.database, 0)).toBe(3);
  expect(await evidence('rel_both', 'candidate')).toEqual(EMPTY_STATISTICS);
  expect(await evidence('rel_both', 'stable')).toEqual(EMPTY_STATISTICS);
});

test('a trace of which one call’s cost is not known has calls and no cost: missing, not cheap', async () => {
  await flush('gw_5', tally('rel_cost', 't', { calls: 2, costed: 1 }));
  await closeSilentTraces(store.database, 0);
  const seen = await evidence('rel_cost');
  expect([count(seen, 'calls_per_trace'), count(seen, 'cost_usd_per_trace')]).toEqual([1, 0]);
});

test('sweeps at once end each trace once, and a reader with a cursor sees each once', async () => {
  const traces = Array.from({ length: 200 }, (_, index) => tally('rel_many', `many-${index}`));
  await Promise.all([flush('gw_6', ...traces.slice(0, 120)), flush('gw_7', ...traces.slice(80).toReversed())]);
  let cursor = {};
  let seen = 0;
  const read = async (): Promise<void> => {
    const news = await readEvidence(store.database, asReleaseId('rel_many'), cursor);
    ({ cursor } = news);
    for (const { statistics } of news.arms) seen += count(statistics, 'calls_per_trace');
  };
  await Promise.all([1, 2, 3, 4].map(() => closeSilentTraces(store.database, 0)));
  await read();
  await closeSilentTraces(store.database, 0);
  await read();
  await read();
  expect(seen).toBe(200);
  expect((await evidence('rel_many')).values['calls_per_trace']?.sum).toBe(240);
});
