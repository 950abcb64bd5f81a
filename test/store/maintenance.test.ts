import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asReleaseId, asReplicaId, asRouteId, asTraceId } from '../../core/ids.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { maintain } from '../../store/maintenance.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { listPartitions } from '../../store/partitions.ts';
import { listTraces } from '../../store/traces.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { givenRelease, givenRoute } from './given.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
});
afterAll(() => store.drop());

const NOW = new Date('2026-11-20T12:00:00Z');
const DAY_MS = 86_400_000;
const RETENTION = { tracesMs: 30 * DAY_MS, bodiesMs: 7 * DAY_MS, evidenceMs: 90 * DAY_MS };
const later = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);
let sequence = 0;

async function givenCall(at: Date): Promise<string> {
  sequence += 1;
  const id = sequence.toString(16);
  const traceId = asTraceId(id.padStart(32, '0'));
  const call: Outcome = {
    requestId: `req_${id}`,
    traceId,
    spanId: id.padStart(16, '0'),
    startedAtMs: at.getTime(),
    route: asRouteId('support-agent'),
    routeVersion: 1,
    arm: 'stable',
    weight: 0,
    labels: {},
    provider: 'openai',
    requestModel: 'gpt-5-mini',
    streamed: false,
    status: 200,
    timedOut: false,
    latencyMs: 1,
    retries: 0,
    cache: 'off',
    evaluations: {},
    counted: true,
  };
  const { spanId, startedAtMs } = call;
  await writeFlush(store.database, {
    replica: asReplicaId('gw_1'),
    sequence,
    statistics: [],
    pairs: [],
    traces: [call],
    bodies: [{ traceId, spanId, startedAtMs, prompt: 'p', answer: 'a', truncated: false, redactions: 0 }],
  });
  return call.requestId;
}

const stored = async (): Promise<string[]> =>
  (await listTraces(store.database, { limit: 50 })).map(({ requestId }) => requestId);
const inDefault = async (): Promise<number> => {
  const [row] = await store.database<{ n: number }[]>`
    SELECT (SELECT count(*) FROM traces_default) + (SELECT count(*) FROM trace_bodies_default) AS n`;
  return row?.n ?? -1;
};

test('partitions are made ahead; calls that came before theirs move into it, and none is lost', async () => {
  const early = await givenCall(NOW);
  expect(await inDefault()).toBe(2);
  const { created } = await maintain(store.database, RETENTION, NOW);
  expect(created).toContain('traces_20261120');
  expect((await listPartitions(store.database, 'traces')).map(({ name }) => name.slice(-2))).toEqual([
    '19',
    '20',
    '21',
    '22',
    '23',
  ]);
  expect(await inDefault()).toBe(0);
  const next = await givenCall(later(2));
  expect(await inDefault()).toBe(0);
  expect(await stored()).toEqual([next, early]);
  expect((await maintain(store.database, RETENTION, NOW)).created).toEqual([]);
});

test('rounds at once do not get into each other’s way', async () => {
  const rounds = await Promise.all([1, 2, 3].map(() => maintain(store.database, RETENTION, later(1))));
  expect(rounds.flatMap(({ created }) => created).toSorted()).toEqual(['trace_bodies_20261124', 'traces_20261124']);
});

test('calls and bodies go when their time is over, bodies earlier', async () => {
  await maintain(store.database, RETENTION, later(9));
  const bodies = await listPartitions(store.database, 'trace_bodies');
  expect(bodies[0]?.start).toEqual(new Date('2026-11-22T00:00:00Z'));
  expect((await stored()).length).toBe(2);
  await maintain(store.database, RETENTION, later(40));
  expect(await stored()).toEqual([]);
});

test('the evidence of a release goes after its time, its timeline and the audit record stay', async () => {
  await givenRoute(store.database);
  const release = await givenRelease(store.database, asReleaseId('rel_old'));
  sequence += 1;
  const statistics = [
    {
      releaseId: release.id,
      arm: 'stable' as const,
      cohort: 'all',
      weight: 0,
      statistics: { requests: 1, rates: {}, values: {} },
    },
  ];
  await writeFlush(store.database, { replica: asReplicaId('gw_1'), sequence, statistics, pairs: [], traces: [] });
  expect((await maintain(store.database, RETENTION, later(1_000))).deleted['outcome_statistics']).toBe(0);
  await store.database`UPDATE releases SET ended_at = ${NOW} WHERE id = ${release.id}`;
  expect((await maintain(store.database, RETENTION, later(80))).deleted['outcome_statistics']).toBe(0);
  expect((await maintain(store.database, RETENTION, later(100))).deleted['outcome_statistics']).toBe(1);
  const [{ n } = { n: 0 }] = await store.database<{ n: number }[]>`SELECT count(*) AS n FROM audit`;
  expect(n).toBeGreaterThan(0);
});
