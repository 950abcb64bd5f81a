import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asReplicaId, asRouteId, asTraceId } from '../../core/ids.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import type { UsageHour } from '../../core/llm/usage.ts';
import { joinFeedback } from '../../store/feedback-joins.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { type CliResult, runCli, towards } from '../cli/run-cli.ts';
import { ROUTE } from '../store/given.ts';
import { CONFIG, startTestControl, type TestControl } from './test-control.ts';

/* What calls cost and what of budgets is left, as the API and the command line tell it. */

const HOUR_MS = 3_600_000;
const thisHour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;

let control: TestControl;
let sequence = 0;
const tidegate = (...parameters: string[]): Promise<CliResult> => runCli(parameters, towards(control.url));

beforeAll(async () => {
  control = await startTestControl();
});
afterAll(() => control.close());

function hour(change: Partial<UsageHour> = {}): UsageHour {
  return {
    hourMs: thisHour,
    route: ROUTE,
    routeVersion: 1,
    arm: 'stable',
    keyId: 'key_1',
    tenant: 'acme',
    team: '',
    calls: 100,
    failed: 2,
    cacheLookups: 50,
    cacheHits: 10,
    costed: 90,
    costUsd: 2,
    metered: 90,
    promptTokens: 9_000,
    completionTokens: 1_800,
    ...change,
  };
}

async function flush(usage: readonly UsageHour[], traces: readonly Outcome[] = []): Promise<void> {
  sequence += 1;
  const replica = asReplicaId('gw_1');
  await writeFlush(control.database, { replica, sequence, statistics: [], pairs: [], traces, usage });
}

/** A trace of some calls, just now. */
function calls(trace: number, count: number): Outcome[] {
  return Array.from({ length: count }, (_, at) => ({
    requestId: `req_${trace}_${at}`,
    traceId: asTraceId(trace.toString(16).padStart(32, '0')),
    spanId: `${trace}a${at}`.padEnd(16, '0'),
    startedAtMs: Date.now() - 1_000,
    route: asRouteId(ROUTE),
    routeVersion: 1,
    arm: 'stable',
    weight: 0,
    labels: { tenant: 'acme' },
    provider: 'simulated',
    requestModel: 'sim-large',
    streamed: false,
    status: 200,
    timedOut: false,
    latencyMs: 100,
    retries: 0,
    cache: 'off',
    evaluations: {},
    counted: true,
  }));
}

describe('cost', () => {
  test('of a time without calls is an empty list, not zeros', async () => {
    expect((await control.call('getCost')).body.items).toEqual([]);
    expect((await tidegate('cost')).stdout).toContain('"items": []');
  });

  test('is told by call, trace and resolved task, mirrored calls apart, against the time before', async () => {
    await flush(
      [
        hour(),
        hour({
          hourMs: thisHour - HOUR_MS,
          calls: 10,
          failed: 0,
          cacheLookups: 0,
          cacheHits: 0,
          costed: 10,
          costUsd: 0.1,
        }),
        hour({ arm: 'shadow', costUsd: 0.5 }),
        hour({ hourMs: thisHour - 30 * HOUR_MS, costUsd: 1, completionTokens: 900 }),
      ],
      [...calls(1, 3), ...calls(2, 1)],
    );
    const feedback = { trace: '1'.padStart(32, '0'), name: 'task', value: 'completed' };
    expect((await control.call('giveFeedback', { body: { feedback: [feedback] } })).status).toBe(200);
    while ((await joinFeedback(control.database)) > 0);
    const [item, ...others] = (await control.call('getCost', { query: { by: 'version' } })).body.items;
    expect(others).toEqual([]);
    expect(item).toMatchObject({ route: ROUTE, version: 1, tenant: null, calls: 110, failed: 2, shadowCostUsd: 0.5 });
    expect(item?.costUsd).toBeCloseTo(2.1);
    expect(item?.costPerCallUsd).toBeCloseTo(2.1 / 110); // what the cache answered cost nothing
    expect(item?.cacheHitRate).toBeCloseTo(0.2);
    expect(item).toMatchObject({ callsPerTrace: 2, resolvedTasks: 1 });
    expect(item?.costPerTraceUsd).toBeCloseTo((2 * 2.1) / 110);
    expect(item?.costPerResolvedTaskUsd).toBeCloseTo(2.1);
    expect(item?.before).toMatchObject({ calls: 100, costUsd: 1 });
    expect(item?.growth.costUsd).toBeCloseTo(1.1);
    expect(item?.growth.completionTokensPerCall).toBeCloseTo(1);
  });

  test('is told by tenant and team, and of one tenant alone', async () => {
    await flush([hour({ tenant: 'globex', team: 'search', costUsd: 7 }), hour({ tenant: '', costUsd: 0, costed: 0 })]);
    const tenants = (await control.call('getCost', { query: { by: 'tenant' } })).body.items;
    expect(tenants.map(({ tenant }) => tenant)).toEqual(['globex', 'acme', '']);
    expect(tenants[2]?.costPerCallUsd).toBeNull();
    const teams = (await control.call('getCost', { query: { by: 'team', tenant: 'globex' } })).body.items;
    expect(teams).toMatchObject([{ team: 'search', costUsd: 7 }]);
  });

  test('a flush that comes again adds nothing', async () => {
    const before = (await control.call('getCost')).body.items[0]?.calls;
    sequence -= 1;
    await flush([hour()]);
    expect((await control.call('getCost')).body.items[0]?.calls).toBe(before);
  });

  test('of a time that is none, or too long, is refused with a sentence', async () => {
    const query = { from: '2026-01-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };
    expect((await control.call('getCost', { query })).problem.detail).toContain('92 days');
    const backwards = { from: query.to, to: query.from };
    expect((await control.call('getCost', { query: backwards })).problem.detail).toContain('before');
  });
});

describe('budgets', () => {
  test('say whose they are, what is used, and where it leads', async () => {
    const limits = [
      { id: 'acme-spend', measure: 'usd', max: 1, window: 'month', only: { tenant: ['acme'] } },
      { id: 'spend', measure: 'usd', max: 1_000_000, window: 'month', per: ['tenant'] },
      { id: 'rpm', measure: 'requests', max: 600, window: 'minute' },
      { id: 'off', measure: 'usd', max: 1, window: 'day', enabled: false },
    ];
    const stable = { provider: 'simulated', model: 'sim-large' };
    const budgets = { limits: [{ id: 'route-spend', measure: 'requests', max: 1_000_000, window: 'month' }] };
    const routes = [
      { id: ROUTE, stable: { ...stable, budgets } },
      { id: 'idle', stable: { ...stable, budgets } },
    ];
    const { status } = await control.call('applyConfiguration', { body: { ...CONFIG, routes, limits } });
    expect(status).toBe(200);
    const { items } = (await control.call('listBudgets')).body;
    const [first] = items;
    expect(first).toMatchObject({
      id: 'acme-spend',
      source: 'configuration',
      of: { tenant: 'acme' },
      state: 'reached',
    });
    expect(items.filter(({ id }) => id === 'spend').map(({ of }) => of.tenant)).toEqual(['globex', 'acme', '']);
    expect(items.map(({ id }) => id)).not.toContain('rpm');
    expect(items.map(({ id }) => id)).not.toContain('off');
    const globex = items.find(({ id, of }) => id === 'spend' && of.tenant === 'globex');
    expect(globex).toMatchObject({ used: 7, ratePerHour: 7, state: 'ok', exhaustedAt: null });
    expect(globex?.forecast).toBeGreaterThanOrEqual(7);
    expect(items.filter(({ id }) => id === 'route-spend')).toMatchObject([
      { of: { route: ROUTE } },
      { of: { route: 'idle' }, used: 0, forecast: null },
    ]);
  });

  test('of one route are its own alone', async () => {
    const { items } = (await control.call('listBudgets', { query: { route: ROUTE } })).body;
    expect(items).toMatchObject([{ id: 'route-spend', of: { route: ROUTE } }]);
  });

  test('are a table on a terminal and JSON in a pipe', async () => {
    const piped = JSON.parse((await tidegate('cost', 'budgets')).stdout) as { items: object[] };
    expect(piped.items[0]).toMatchObject({ id: 'acme-spend' });
  });
});
