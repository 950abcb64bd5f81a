import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADMIN_TOKEN, CONFIG, startTestControl, type TestControl } from './test-control.ts';

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl();
});
afterAll(() => control.close());

const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  control.call('POST', path, { body: body ?? {}, headers });
const get = (path: string) => control.call('GET', path);

test('a configuration is applied once: the same again changes nothing', async () => {
  const first = await post('/configuration', CONFIG);
  expect(first.body.changes.map((change: { kind: string }) => change.kind)).toEqual(['add', 'add']);
  const again = await post('/configuration', CONFIG);
  expect(again.body.changes).toMatchObject([{ kind: 'same' }, { kind: 'same' }]);
  expect((await get('/routes')).body.items).toMatchObject([{ id: 'support-agent', stableVersion: 1, release: null }]);
  expect((await get('/routes/support-agent')).body.stable).toMatchObject({ provider: 'simulated', model: 'sim-large' });
  expect((await get('/providers')).body.items).toMatchObject([{ id: 'simulated' }]);
});

test('a file that would skip the release process of a live route is refused without force, and a dry run says so', async () => {
  const changed = { ...CONFIG, routes: [{ ...CONFIG.routes[0], stable: { provider: 'simulated', model: 'sim-small' } }] };
  const dry = await post('/configuration?dryRun=true', changed);
  expect(dry.body.changes[1]).toEqual({
    kind: 'change', what: 'route', id: 'support-agent', fields: ['model'], needsForce: true, applied: false,
  });
  const refused = await post('/configuration', changed);
  expect(refused).toMatchObject({ status: 409 });
  expect(refused.body.detail).toMatch(/change model of the live route "support-agent".*release start.*--force/);
  expect((await get('/routes/support-agent')).body.stableVersion).toBe(1);
  expect((await post('/configuration?force=true', changed)).body.changes[1]).toMatchObject({ applied: true });
  expect((await get('/routes/support-agent')).body).toMatchObject({ stableVersion: 2, previousStableVersion: 1 });
});

test('an emergency rollback goes back one version, and a second one goes no further', async () => {
  const back = await post('/routes/support-agent/rollback', { reason: 'wrong language' });
  expect(back.body).toMatchObject({ stableVersion: 1, endedRelease: null });
  const again = await post('/routes/support-agent/rollback');
  expect(again.status).toBe(409);
  expect(again.body.detail).toContain('name the version to go to');
  expect((await post('/routes/support-agent/rollback', { toVersion: 2 })).body.stableVersion).toBe(2);
  const versions = (await get('/routes/support-agent/versions')).body.items;
  expect(versions.map((version: { role: string }) => version.role)).toEqual(['stable', 'previous'].slice(0, 1).concat('other'));
});

test('a route id with a slash is reached percent-encoded', async () => {
  const file = { routes: [{ id: 'team/agent', stable: { provider: 'simulated', model: 'sim-large' } }] };
  await post('/configuration', file);
  expect((await get('/routes/team%2Fagent')).body.id).toBe('team/agent');
  expect((await get('/routes/team%2Fagent/versions')).body.items).toHaveLength(1);
});

test('lists come in pages that together hold everything once', async () => {
  const routes = Array.from({ length: 7 }, (_, index) => ({
    id: `page-${index}`,
    stable: { provider: 'simulated', model: 'sim-large' },
  }));
  await post('/configuration', { routes });
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await get(`/routes?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...page.body.items.map((item: { id: string }) => item.id));
    cursor = page.body.nextCursor as string | null;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => id.startsWith('page-'))).toHaveLength(7);
  expect((await get('/routes?cursor=nonsense')).body.detail).toContain('nextCursor of the page before');
});

test("a key's secret is shown once, and a revoked key is marked", async () => {
  const issued = await post('/keys', { name: 'checkout', tenant: 'acme' });
  expect(issued.status).toBe(201);
  expect(issued.body.secret).toMatch(/^tg_/);
  const [listed] = (await get('/keys')).body.items;
  expect(listed).toMatchObject({ id: issued.body.id, name: 'checkout', tenant: 'acme', revokedAt: null });
  expect(listed).not.toHaveProperty('secret');
  expect((await post(`/keys/${issued.body.id}/revoke`, { reason: 'leaked' })).body.revokedAt).not.toBeNull();
  expect((await post('/keys/key_nobody/revoke')).status).toBe(404);
});

test('the same request with the same idempotency key is carried out once', async () => {
  const headers = { 'idempotency-key': 'apply-1' };
  const file = { routes: [{ id: 'once', stable: { provider: 'simulated', model: 'sim-large' } }] };
  const first = await post('/configuration', file, headers);
  const second = await post('/configuration', file, headers);
  expect(second.body).toEqual(first.body);
  expect(second.body.changes).toMatchObject([{ kind: 'add' }]);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  const other = await post('/configuration', { routes: [] }, headers);
  expect(other.status).toBe(422);
});

test('a key that was issued with an idempotency key is not issued twice, and its secret is not kept', async () => {
  const headers = { 'idempotency-key': 'issue-1' };
  const first = await post('/keys', { name: 'twice' }, headers);
  const second = await post('/keys', { name: 'twice' }, headers);
  expect(second.status).toBe(409);
  const kept = await control.database`SELECT * FROM idempotency_keys WHERE body::text LIKE ${`%${first.body.secret}%`}`;
  expect(kept).toHaveLength(0);
});

test('a request that failed leaves its idempotency key free', async () => {
  const headers = { 'idempotency-key': 'free-1' };
  const body = { toVersion: 9 };
  expect((await post('/routes/once/rollback', body, headers)).status).toBe(404);
  expect((await post('/routes/once/rollback', body, headers)).status).toBe(404);
});

test('the record says who did what and why, and holds from end to end', async () => {
  await control.call('POST', '/routes/support-agent/rollback', {
    body: { toVersion: 1, reason: 'answers in the wrong language' },
    headers: { 'x-tidegate-actor': 'ada@example.com' },
  });
  const page = await get('/audit?subject=route/support-agent&limit=1');
  expect(page.body.items[0]).toMatchObject({
    actor: 'ada@example.com',
    action: 'route.rollback',
    reason: 'answers in the wrong language',
    before: { stableVersion: 2 },
    after: { stableVersion: 1 },
  });
  expect(page.body.nextCursor).not.toBeNull();
  expect((await get('/audit/verification')).body).toMatchObject({ intact: true });
});

test('no replica, no trace and no release are empty lists, not errors', async () => {
  expect((await get('/replicas')).body.items).toEqual([]);
  expect((await get('/traces?route=support-agent')).body.items).toEqual([]);
  expect((await get('/releases')).body.items).toEqual([]);
});

test.each([null, 'wrong-token-of-some-length', `${ADMIN_TOKEN} `.slice(1)])('without a valid token nothing is answered (%s)', async (token) => {
  const answer = await control.call('GET', '/routes', { token });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toContain('Bearer');
});

test('health is told without a token', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/api/v1/openapi.json', '/api/v1/schemas/config.json']) {
    const response = await fetch(control.url + path);
    expect([path, response.status]).toEqual([path, 200]);
  }
});
