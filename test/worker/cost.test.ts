import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { configFileSchema } from '../../core/config-schema.ts';
import { asReplicaId } from '../../core/ids.ts';
import type { UsageHour } from '../../core/llm/usage.ts';
import { countAlerts, listAlerts } from '../../store/cost-alerts.ts';
import { claimNotifications } from '../../store/notifications.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { applyConfig } from '../../store/routes.ts';
import { findDrifts, tellOfBudgets } from '../../worker/cost.ts';
import { givenRoute, ROUTE } from '../store/given.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

/* What costs do outside releases is told once, to whoever wants it. */

const HOUR_MS = 3_600_000;
const HOURS = 27 * 24;
const start = Date.UTC(2026, 10, 1);
const now = new Date(start + HOURS * HOUR_MS + 1_200_000);

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
  await givenRoute(store.database);
  const notifications = [
    { id: 'finance', url: 'http://127.0.0.1:1/finance', on: ['cost'] },
    { id: 'another', url: 'http://127.0.0.1:1/another', on: ['cost'], routes: ['another-route'] },
  ];
  const limits = [
    { id: 'acme-spend', measure: 'usd', max: 1_000, window: 'month', only: { tenant: ['acme'] } },
    { id: 'large', measure: 'usd', max: 1_000_000, window: 'month' },
  ];
  const file = configFileSchema.parse({ notifications, limits });
  await applyConfig(store.database, file, { actor: 'ops', mode: 'guarded' });
  const usage = Array.from({ length: HOURS }, (_, hour) => usageOf(hour));
  await writeFlush(store.database, {
    replica: asReplicaId('gw_1'),
    sequence: 1,
    statistics: [],
    pairs: [],
    traces: [],
    usage,
  });
});
afterAll(() => store.drop());

/** A season by day and some scatter; from the last day on, answers are half as long again. */
function usageOf(hour: number): UsageHour {
  const scatter = 1 + 0.1 * Math.sin(hour * 7.31) + 0.3 * Math.sin((hour / 24) * 2 * Math.PI);
  const calls = 200;
  const longer = hour >= HOURS - 24 ? 1.5 : 1;
  return {
    hourMs: start + hour * HOUR_MS,
    route: ROUTE,
    routeVersion: 1,
    arm: 'stable',
    keyId: 'key_1',
    tenant: 'acme',
    team: '',
    calls,
    failed: 0,
    cacheLookups: 0,
    cacheHits: 0,
    costed: calls,
    costUsd: calls * 0.01 * scatter,
    metered: calls,
    promptTokens: calls * 500 * scatter,
    completionTokens: calls * 100 * scatter * longer,
  };
}

const told = async (): Promise<readonly string[]> =>
  (await claimNotifications(store.database, 50)).map(({ target, event }) => `${target.id}: ${event.reason}`);

test('longer answers are told of the version, the tenant and the team, and steady costs of nobody', async () => {
  expect(await findDrifts(store.database, now)).toBe(3);
  const alerts = await listAlerts(store.database, { limit: 10 });
  expect(alerts.map(({ what }) => what)).toEqual(Array(3).fill('completion_tokens'));
  expect(alerts.map(({ subject }) => subject)).toEqual(
    expect.arrayContaining([{ route: ROUTE, version: '1' }, { tenant: 'acme' }, { team: '' }]),
  );
  const sentences = await told();
  expect(sentences).toHaveLength(3);
  expect(sentences.find((sentence) => sentence.includes('v1'))).toMatch(
    new RegExp(
      `^finance: completion_tokens of ${ROUTE} v1 drifted: \\d+ where \\d+ is usual at these hours, \\d+ % more`,
    ),
  );
});

test('what was told is not told again, by no worker and in no later hour', async () => {
  expect(await Promise.all([findDrifts(store.database, now), findDrifts(store.database, now)])).toEqual([0, 0]);
  expect(await findDrifts(store.database, new Date(now.getTime() + 2 * HOUR_MS))).toBe(0);
  expect(await told()).toEqual([]);
});

test('a budget that will not last is told once in its window, with when it ends', async () => {
  await tellOfBudgets(store.database, new Date(start + 12 * 24 * HOUR_MS));
  await tellOfBudgets(store.database, new Date(start + 12 * 24 * HOUR_MS + 60_000));
  expect(await told()).toEqual([
    expect.stringMatching(
      /^finance: The budget acme-spend of acme will not last: at the rate of the last day \$1\d{3}\.\d\d by its end, used up about 2026-11-2\dT\d\d:\d\dZ: \$\d+\.\d\d of \$1000\.00 this month$/,
    ),
  ]);
  await tellOfBudgets(store.database, now);
  expect(await told()).toEqual([expect.stringContaining('finance: The budget acme-spend of acme is used up')]);
  expect(await countAlerts(store.database)).toEqual(
    expect.arrayContaining([
      { kind: 'drift', what: 'completion_tokens', alerts: 3 },
      { kind: 'budget', what: 'will_exceed', alerts: 1 },
      { kind: 'budget', what: 'reached', alerts: 1 },
    ]),
  );
});
