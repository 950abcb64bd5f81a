import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADMIN_TOKEN, CONFIG, startTestControl, type TestControl } from './test-control.ts';

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl();
});
afterAll(() => control.close());

const ROUTE = { routeId: 'support-agent' };
const routeFile = (id: string) => ({ routes: [{ id, stable: { provider: 'simulated', model: 'sim-large' } }] });

test('a configuration is applied once: the same again changes nothing', async () => {
  const first = await control.call('applyConfiguration', { body: CONFIG });
  expect(first.body.changes.map((change) => change.kind)).toEqual(['add', 'add']);
  const again = await control.call('applyConfiguration', { body: CONFIG });
  expect(again.body.changes).toMatchObject([{ kind: 'same' }, { kind: 'same' }]);
  const { items } = (await control.call('listRoutes')).body;
  expect(items).toMatchObject([{ id: 'support-agent', stableVersion: 1, release: null }]);
  const route = (await control.call('getRoute', { params: ROUTE })).body;
  expect(route.stable).toMatchObject({ provider: 'simulated', model: 'sim-large' });
  expect((await control.call('listProviders')).body.items).toMatchObject([{ id: 'simulated' }]);
});

test('a file that would skip the release process of a live route is refused without force, and a dry run says so', async () => {
  const stable = { provider: 'simulated', model: 'sim-small' };
  const body = { ...CONFIG, routes: [{ ...CONFIG.routes[0], stable }] };
  const dry = await control.call('applyConfiguration', { body, query: { dryRun: 'true' } });
  const change = { kind: 'change', what: 'route', id: 'support-agent', fields: ['model'], needsForce: true };
  expect(dry.body.changes[1]).toEqual({ ...change, applied: false });
  const refused = await control.call('applyConfiguration', { body });
  expect(refused.problem.status).toBe(409);
  expect(refused.problem.detail).toMatch(/change model of the live route "support-agent".*release start.*--force/);
  expect((await control.call('getRoute', { params: ROUTE })).body.stableVersion).toBe(1);
  const forced = await control.call('applyConfiguration', { body, query: { force: 'true' } });
  expect(forced.body.changes[1]).toEqual({ ...change, applied: true });
  const route = await control.call('getRoute', { params: ROUTE });
  expect(route.body).toMatchObject({ stableVersion: 2, previousStableVersion: 1 });
});

test('what does not change what a live route serves needs no force', async () => {
  const prices = { 'sim-large': { inputPerMillionUsd: 1, outputPerMillionUsd: 4 } };
  const body = { providers: [{ ...CONFIG.providers[0], prices }] };
  const { changes } = (await control.call('applyConfiguration', { body })).body;
  expect(changes).toMatchObject([{ kind: 'change', fields: ['prices'], needsForce: false, applied: true }]);
});

test('an emergency rollback goes back one version, and a second one goes no further', async () => {
  const back = await control.call('rollbackRoute', { params: ROUTE, body: { reason: 'wrong language' } });
  expect(back.body).toMatchObject({ stableVersion: 1, endedRelease: null });
  const again = await control.call('rollbackRoute', { params: ROUTE });
  expect(again.problem).toMatchObject({ status: 409 });
  expect(again.problem.detail).toContain('name the version to go to');
  const named = await control.call('rollbackRoute', { params: ROUTE, body: { toVersion: 2 } });
  expect(named.body.stableVersion).toBe(2);
  const versions = (await control.call('listRouteVersions', { params: ROUTE })).body.items;
  expect(versions.map(({ number, role }) => [number, role])).toEqual([
    [2, 'stable'],
    [1, 'other'],
  ]);
});

test('a route id with a slash is reached percent-encoded', async () => {
  await control.call('applyConfiguration', { body: routeFile('team/agent') });
  const params = { routeId: 'team/agent' };
  expect((await control.call('getRoute', { params })).body.id).toBe('team/agent');
  expect((await control.call('listRouteVersions', { params })).body.items).toHaveLength(1);
});

test('lists come in pages that together hold everything once', async () => {
  const routes = Array.from({ length: 7 }, (_, index) => routeFile(`page-${index}`).routes).flat();
  await control.call('applyConfiguration', { body: { routes } });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = cursor === null ? { limit: '3' } : { limit: '3', cursor };
    const { body } = await control.call('listRoutes', { query });
    seen.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor;
  } while (cursor !== null);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => id.startsWith('page-'))).toHaveLength(7);
});

test("a key's secret is shown once, and a revoked key is marked", async () => {
  const issued = (await control.call('issueKey', { body: { name: 'checkout', tenant: 'acme' } })).body;
  expect(issued.secret).toMatch(/^tg_/);
  const [listed] = (await control.call('listKeys')).body.items;
  expect(listed).toMatchObject({ id: issued.id, name: 'checkout', tenant: 'acme', revokedAt: null });
  expect(JSON.stringify(listed)).not.toContain(issued.secret);
  const revoked = await control.call('revokeKey', { params: { keyId: issued.id }, body: { reason: 'leaked' } });
  expect(revoked.body.revokedAt).not.toBeNull();
  expect((await control.call('revokeKey', { params: { keyId: 'key_nobody' } })).problem.status).toBe(404);
});

test('a key has limits and an end, is rotated under the same id, and each change is in the record', async () => {
  const limits = [{ id: 'spend', measure: 'usd', max: 5, window: 'day' }] as const;
  const body = { name: 'agent', labels: { plan: 'free' }, limits: [...limits], validFor: '30d' };
  const issued = (await control.call('issueKey', { body })).body;
  expect(issued.limits).toMatchObject([{ ...limits[0], warnAt: 0.8, onStoreFailure: 'local' }]);
  const validForMs = Date.parse(issued.expiresAt ?? '') - Date.parse(issued.createdAt);
  expect(validForMs).toBeCloseTo(30 * 86_400_000, -4);

  const params = { keyId: issued.id };
  const rotated = (await control.call('rotateKey', { params, body: { grace: '2h' } })).body;
  expect(rotated).toMatchObject({ id: issued.id, limits: issued.limits, expiresAt: issued.expiresAt });
  expect(rotated.secret).not.toBe(issued.secret);
  const expired = (await control.call('expireKey', { params, body: { validFor: '0s', reason: 'contract ended' } }))
    .body;
  expect(expired.previousExpiresAt).toBe(expired.expiresAt);
  expect((await control.call('rotateKey', { params })).problem.detail).toContain('has expired');

  const audit = (await control.call('listAudit', { query: { subject: `key/${issued.id}` } })).body;
  expect(audit.items.map(({ action }) => action)).toEqual(['key.expire', 'key.rotate', 'key.issue']);
});

test.each([
  [{ id: 'x', measure: 'usd', max: -1, window: 'day' }, 'limits[0].max'],
  [{ id: 'x', measure: 'tokens', max: 1.5, window: 'day' }, 'limits[0].max'],
  [{ id: 'x', measure: 'requests', max: 1e300, window: 'minute' }, 'limits[0].max'],
  [{ id: 'x', measure: 'requests', max: 1, window: 'second' }, 'limits[0].window'],
])('a limit that cannot be kept is refused: %j', async (limit, path) => {
  const { problem } = await control.call('issueKey', { body: { name: 'app', limits: [limit] } });
  expect(problem.errors?.map((error) => error.path)).toContain(path);
});

test('the same request with the same idempotency key is carried out once', async () => {
  const headers = { 'idempotency-key': 'apply-1' };
  const first = await control.call('applyConfiguration', { body: routeFile('once'), headers });
  const second = await control.call('applyConfiguration', { body: routeFile('once'), headers });
  expect(second.body).toEqual(first.body);
  expect(second.body.changes).toMatchObject([{ kind: 'add' }]);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  const other = await control.call('applyConfiguration', { body: { routes: [] }, headers });
  expect(other.problem.status).toBe(422);
});

test('a key that was issued with an idempotency key is not issued twice, and its secret is not kept', async () => {
  const headers = { 'idempotency-key': 'issue-1' };
  const { secret } = (await control.call('issueKey', { body: { name: 'twice' }, headers })).body;
  const second = await control.call('issueKey', { body: { name: 'twice' }, headers });
  expect(second.problem.status).toBe(409);
  const kept = await control.database`SELECT 1 FROM idempotency_keys WHERE body::text LIKE ${`%${secret}%`}`;
  expect(kept).toHaveLength(0);
});

test('a request that failed leaves its idempotency key free', async () => {
  const input = { params: ROUTE, body: { toVersion: 9 }, headers: { 'idempotency-key': 'free-1' } };
  expect((await control.call('rollbackRoute', input)).problem.status).toBe(404);
  expect((await control.call('rollbackRoute', input)).problem.status).toBe(404);
});

test('the record says who did what and why, and holds from end to end', async () => {
  await control.call('rollbackRoute', {
    params: ROUTE,
    body: { toVersion: 1, reason: 'answers in the wrong language' },
    headers: { 'x-tidegate-actor': 'ada@example.com' },
  });
  const page = await control.call('listAudit', { query: { subject: 'route/support-agent', limit: '1' } });
  expect(page.body.items[0]).toMatchObject({
    actor: 'ada@example.com',
    action: 'route.rollback',
    reason: 'answers in the wrong language',
    before: { stableVersion: 2 },
    after: { stableVersion: 1 },
  });
  expect(page.body.nextCursor).not.toBeNull();
  expect((await control.call('verifyAudit')).body).toMatchObject({ intact: true });
});

test('no replica, no trace and no release are empty lists, not errors', async () => {
  expect((await control.call('listReplicas')).body.items).toEqual([]);
  expect((await control.call('listTraces', { query: { route: 'support-agent' } })).body.items).toEqual([]);
  expect((await control.call('listReleases')).body.items).toEqual([]);
});

test.each([null, 'wrong-token-of-some-length', ADMIN_TOKEN.slice(1)])(
  'without a valid token nothing is answered (%s)',
  async (token) => {
    const answer = await control.call('listRoutes', { token });
    expect(answer.problem.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  },
);

test('health, metrics and descriptions need no token, and say nothing of routes', async () => {
  const paths = ['/healthz', '/readyz', '/metrics', '/api/v1/openapi.json', '/api/v1/schemas/config.json'];
  for (const path of paths) {
    const response = await fetch(control.url + path);
    expect([path, response.status]).toEqual([path, 200]);
    expect(await response.text()).not.toContain('page-3');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  }
});
