import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { applyConfig, listRoutes, listVersions } from '../../store/routes.ts';
import { readSnapshotSince } from '../../store/snapshots.ts';
import { hashKey, issueKey, revokeKey, rotateKey } from '../../store/keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { configFile, givenRelease, givenRoute, publish, ROUTE } from './given.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
});
beforeEach(async () => {
  await store.database`TRUNCATE routes, route_versions, releases, release_events, providers, api_keys CASCADE`;
});
afterAll(() => store.drop());

test('the same file again changes nothing, whatever order its keys are stored in', async () => {
  await givenRoute(store.database);
  expect(await givenRoute(store.database)).toEqual([
    { kind: 'same', what: 'provider', id: 'openai' },
    { kind: 'same', what: 'route', id: ROUTE },
  ]);
  expect(await listVersions(store.database, ROUTE, { limit: 10 })).toHaveLength(1);
});

test('a dry run says what would change, and changes nothing', async () => {
  const changes = await applyConfig(store.database, configFile(), { actor: 'ops', mode: 'change', dryRun: true });
  expect(changes.map((change) => change.kind)).toEqual(['add', 'add']);
  expect(await listRoutes(store.database, { limit: 10 })).toEqual([]);
});

test('at boot a file adds what is missing and reports, but does not apply, what differs', async () => {
  await givenRoute(store.database);
  const changes = await applyConfig(store.database, configFile({ model: 'gpt-6' }), { actor: 'boot', mode: 'add' });
  expect(changes).toContainEqual({ kind: 'change', what: 'route', id: ROUTE, fields: ['model'] });
  expect(await listRoutes(store.database, { limit: 10 })).toMatchObject([
    { stableVersion: 1, config: { model: 'gpt-5-mini' } },
  ]);
});

test('a changed route gets a new version, and the old one stays', async () => {
  await givenRoute(store.database);
  await applyConfig(store.database, configFile({ model: 'gpt-6' }), { actor: 'ops', mode: 'change' });
  expect((await listVersions(store.database, ROUTE, { limit: 10 })).map((version) => version.config.model)).toEqual([
    'gpt-6',
    'gpt-5-mini',
  ]);
});

test('a route that a release has is not changed past it', async () => {
  await givenRoute(store.database);
  const release = await givenRelease(store.database);
  await publish(store.database, release, { sequence: 1, generation: release.generation });
  await expect(
    applyConfig(store.database, configFile({ model: 'gpt-6' }), { actor: 'ops', mode: 'change' }),
  ).rejects.toMatchObject({ code: 'conflict', facts: { releaseId: release.id } });
});

test('a route whose provider is not there is refused, and nothing of the file is applied', async () => {
  const file = { ...configFile(), providers: [] };
  await expect(applyConfig(store.database, file, { actor: 'ops', mode: 'change' })).rejects.toThrow(
    'names the provider "openai"',
  );
  expect(await listRoutes(store.database, { limit: 10 })).toEqual([]);
});

test('a replica reads only what changed, and a revoked key is gone', async () => {
  await givenRoute(store.database);
  await issueKey(store.database, { id: 'key_1', name: 'app', secret: 'tg-secret', tenant: 'acme', labels: {} }, 'ops');
  const first = await readSnapshotSince(store.database, undefined);
  expect([...first.keys.values()]).toEqual([{ id: 'key_1', tenant: 'acme', labels: {} }]);
  expect(await revokeKey(store.database, 'key_1', 'ops', 'leaked')).toBe(true);
  const second = await readSnapshotSince(store.database, first);
  expect(second.keys.size).toBe(0);
  expect(second.routes.get(ROUTE)).toBe(first.routes.get(ROUTE));
});

test('a rotated key is known by its new text, for its grace time by the one before, and by no older one', async () => {
  const { database } = store;
  const change = { id: 'key_1', actor: 'ops', reason: 'yearly' };
  await issueKey(database, { id: 'key_1', name: 'app', secret: 'one', labels: {} }, 'ops');
  const first = await readSnapshotSince(database, undefined);
  await rotateKey(database, { ...change, secret: 'two', graceMs: 60_000 });
  const second = await readSnapshotSince(database, first);
  expect(second.keys.get(hashKey('two'))).toEqual({ id: 'key_1', labels: {} });
  expect(second.keys.get(hashKey('one'))?.expiresAtMs).toBeGreaterThan(Date.now());
  await rotateKey(database, { ...change, secret: 'three', graceMs: 60_000 });
  const third = await readSnapshotSince(database, second);
  expect([...third.keys.keys()].toSorted()).toEqual([hashKey('three'), hashKey('two')].toSorted());
  expect(third).toEqual(await readSnapshotSince(database, undefined));
  await issueKey(database, { id: 'key_2', name: 'old text', secret: 'two', labels: {} }, 'ops');
  expect((await readSnapshotSince(database, third)).keys.size).toBe(2);
});

test('a row that this program cannot read is refused, and the base stays whole', async () => {
  await givenRoute(store.database);
  const base = await readSnapshotSince(store.database, undefined);
  await store.database`UPDATE route_versions SET config = config || '{"fromTheFuture": 1}'`;
  await store.database`UPDATE routes SET changed_at_snapshot = (SELECT version + 1 FROM snapshot_head)`;
  await store.database`UPDATE snapshot_head SET version = version + 1`;
  await expect(readSnapshotSince(store.database, base)).rejects.toThrow('cannot read route support-agent');
  expect(base.routes.get(ROUTE)?.stable.config.model).toBe('gpt-5-mini');
});

test('no key is stored in a form that could be used', async () => {
  await issueKey(store.database, { id: 'key_2', name: 'app', secret: 'tg-very-secret', labels: {} }, 'ops');
  const rows =
    await store.database`SELECT to_jsonb(k) AS row FROM api_keys k UNION ALL SELECT to_jsonb(a) FROM audit a`;
  expect(JSON.stringify(rows)).not.toContain('tg-very-secret');
});
