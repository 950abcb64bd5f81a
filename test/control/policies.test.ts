import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONFIG, startTestControl, type TestControl } from './test-control.ts';

const ROUTE = 'support-agent';
const params = { routeId: ROUTE };
const MODEL_RULE = { approvals: [{ on: ['model', 'provider'], role: 'approver' }] };
/** Closed at every moment but one minute of a day that is not today. */
const CLOSED = {
  changeWindows: [{ days: [['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getUTCDay() + 3) % 7]] }],
};

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl();
  await control.call('applyConfiguration', { body: CONFIG });
});
afterAll(() => control.close());

async function withPolicy(policy: object, scope: 'route' | 'all' = 'route'): Promise<void> {
  const body = { policy, reason: 'agreed with compliance' };
  await (scope === 'all' ? control.call('setPolicy', { body }) : control.call('setRoutePolicy', { params, body }));
}

describe('a policy is edited by what was read', () => {
  test('who read an older state changes nothing, and is told so', async () => {
    const first = await control.call('getRoutePolicy', { params });
    expect(first.headers.get('etag')).toBe('"0"');
    expect(first.body).toMatchObject({ route: ROUTE, changedBy: null, openNow: true });

    const headers = { 'if-match': '"0"' };
    const set = await control.call('setRoutePolicy', { params, headers, body: { policy: MODEL_RULE } });
    expect(set.headers.get('etag')).toBe('"1"');
    const late = await control.call('setRoutePolicy', { params, headers, body: { policy: {} } });
    expect(late.status).toBe(412);
    expect(late.problem.detail).toBe(
      'The policy of route "support-agent" was changed by admin meanwhile: read it again',
    );
    expect((await control.call('getRoutePolicy', { params })).body.policy.approvals).toHaveLength(1);
  });

  test('two that change the same state at once: one of them does', async () => {
    const { headers } = await control.call('getPolicy');
    const change = (count: number) =>
      control.call('setPolicy', {
        headers: { 'if-match': headers.get('etag') ?? '' },
        body: { policy: { approvals: [{ on: ['prompt'], count }] } },
      });
    const answers = await Promise.all([change(1), change(2), change(3)]);
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 412, 412]);
  });

  test('each change stands in the audit record with before and after; the same again is none', async () => {
    const before = (await control.call('listAudit', { query: { subject: `route/${ROUTE}` } })).body.items;
    await withPolicy(MODEL_RULE);
    const after = (await control.call('listAudit', { query: { subject: `route/${ROUTE}` } })).body.items;
    expect(after).toHaveLength(before.length);
    expect(after[0]).toMatchObject({ action: 'policy.change', actor: 'admin' });
  });

  test('a route that is not there has none', async () => {
    expect((await control.call('getRoutePolicy', { params: { routeId: 'nope' } })).status).toBe(404);
    expect((await control.call('setRoutePolicy', { params: { routeId: 'nope' }, body: { policy: {} } })).status).toBe(
      404,
    );
  });
});

describe('a change of model without an approval is impossible where the policy asks for one', () => {
  beforeAll(async () => {
    await control.call('setPolicy', { body: { policy: {} } });
    await withPolicy(MODEL_RULE);
  });

  test('a preview names the approval and who asks for it, and starts nothing', async () => {
    const body = { route: ROUTE, candidate: { fallbacks: [{ provider: 'simulated', model: 'sim-tiny' }] } };
    const preview = (await control.call('previewRelease', { body })).body;
    expect(preview).toMatchObject({
      changes: ['fallbacks'],
      aspects: ['model', 'provider', 'fallbacks'],
      approvals: [{ before: 'shadow', count: 1, role: 'approver', by: 'policy' }],
      obstacle: null,
    });
    expect((await control.call('listReleases', { query: { route: ROUTE } })).body.items).toEqual([]);
    const prompt = { route: ROUTE, candidate: { prompt: { name: 'p', version: '1', system: 'Be kind.' } } };
    expect((await control.call('previewRelease', { body: prompt })).body.approvals).toEqual([]);
  });

  test('a release is held to it whatever it asks itself', async () => {
    const body = { route: ROUTE, candidate: { model: 'sim-small' }, approvals: [] };
    const { id } = (await control.call('startRelease', { body })).body;
    const { approvals } = (await control.call('getRelease', { params: { releaseId: id } })).body;
    expect(approvals).toMatchObject([{ before: 'shadow', count: 1, role: 'approver', given: [] }]);
    await control.database`UPDATE releases SET ended_at = now(), status = 'aborted' WHERE id = ${id}`;
  });

  test('no configuration gets past it, force or not', async () => {
    const [route] = CONFIG.routes;
    const body = { ...CONFIG, routes: [{ ...route, stable: { ...route.stable, model: 'sim-small' }, policy: {} }] };
    const forced = await control.call('applyConfiguration', { query: { force: 'true' }, body });
    expect(forced.status).toBe(409);
    expect(forced.problem.detail).toContain('wants an approval of a change of model or provider');
    expect((await control.call('getRoute', { params })).body.stable.model).toBe('sim-large');
    expect((await control.call('getRoutePolicy', { params })).body.policy.approvals).toHaveLength(1);
    const moved = { ...CONFIG, providers: [{ ...CONFIG.providers[0], baseUrl: 'http://127.0.0.1:2/v1' }] };
    const other = await control.call('applyConfiguration', { query: { force: 'true' }, body: moved });
    expect(other.problem.detail).toContain('Another provider would answer for "simulated"');
    const harmless = { ...CONFIG, routes: [{ ...route, stable: { ...route.stable, params: { temperature: 0 } } }] };
    expect((await control.call('applyConfiguration', { query: { force: 'true' }, body: harmless })).status).toBe(200);
  });

  test('no rollback leads to a version that never was stable', async () => {
    const never = await control.call('rollbackRoute', { params, body: { toVersion: 2 } });
    expect(never.status).toBe(409);
    expect(never.problem.detail).toContain('Version 2 never was stable');
    const back = await control.call('rollbackRoute', { params, body: { toVersion: 1 } });
    expect(back.body.stableVersion).toBe(1);
  });
});

describe('outside a change window', () => {
  test('no release starts, of that route or of all, and the preview says when one may', async () => {
    const body = { route: ROUTE, candidate: { params: { temperature: 0.5 } } };
    for (const scope of ['route', 'all'] as const) {
      await withPolicy(CLOSED, scope);
      const refused = await control.call('startRelease', { body });
      expect(refused.status).toBe(409);
      expect(refused.problem.detail).toMatch(/^No release can start: outside the change window .*: the next opens 20/);
      expect((await control.call('previewRelease', { body })).body.obstacle).toContain('the next opens');
      await withPolicy({}, scope);
    }
    expect((await control.call('previewRelease', { body })).body.obstacle).toBeNull();
  });

  test('a release may be asked for a time at which one is open, and for no other', async () => {
    await withPolicy(CLOSED);
    const { nextOpening } = (await control.call('getRoutePolicy', { params })).body;
    const at = (startAt: string | null) =>
      control.call('previewRelease', { body: { route: ROUTE, candidate: { params: { temperature: 0.5 } }, startAt } });
    expect((await at(nextOpening)).body.obstacle).toBeNull();
    const late = new Date(Date.parse(nextOpening ?? '') - 60_000).toISOString();
    expect((await at(late)).body.obstacle).toContain('outside the change window');
    expect((await at('2020-01-01T00:00:00Z')).problem.detail).toContain('has passed: leave it out to start at once');
    expect((await at('2999-01-01T00:00:00Z')).problem.detail).toContain('more than 90 days ahead');
    expect((await at('tomorrow')).problem.detail).toContain('must be a time with its zone');
    await withPolicy({});
  });

  test('a policy says whether it is open, and when it opens', async () => {
    await withPolicy(CLOSED);
    const { openNow, nextOpening } = (await control.call('getRoutePolicy', { params })).body;
    expect(openNow).toBe(false);
    expect(Date.parse(nextOpening ?? '')).toBeGreaterThan(Date.now());
  });
});

test('a route is rolled back by what was read of it', async () => {
  const { headers } = await control.call('getRoute', { params });
  const stale = { 'if-match': '"0"' };
  expect((await control.call('rollbackRoute', { params, headers: stale, body: { toVersion: 1 } })).status).toBe(412);
  const fresh = { 'if-match': headers.get('etag') ?? '' };
  const rolled = await control.call('rollbackRoute', { params, headers: fresh, body: { toVersion: 1 } });
  expect(rolled.status).toBe(200);
  expect(rolled.headers.get('etag')).not.toBe(headers.get('etag'));
});
