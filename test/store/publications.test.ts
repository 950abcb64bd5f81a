import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { asReleaseId } from '../../core/ids.ts';
import { verifyAudit } from '../../store/audit.ts';
import { listEvents } from '../../store/release-events.ts';
import { findOpenRelease, type ReleaseRecord } from '../../store/releases.ts';
import { rollbackRoute } from '../../store/route-rollback.ts';
import { findRoute } from '../../store/routes.ts';
import { readSnapshotSince } from '../../store/snapshots.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { givenRelease, givenRoute, publish, ROUTE } from './given.ts';

let store: TestDatabase;
let release: ReleaseRecord;

beforeAll(async () => {
  store = await createTestDatabase();
});
beforeEach(async () => {
  await store.database`TRUNCATE routes, route_versions, releases, release_events, release_watches, providers CASCADE`;
  await givenRoute(store.database);
  release = await givenRelease(store.database);
});
afterAll(() => store.drop());

describe('a publication', () => {
  test('reaches the snapshot with the candidate, its weight and a higher version', async () => {
    const before = await readSnapshotSince(store.database, undefined);
    const result = await publish(store.database, release, { sequence: 1, generation: release.generation });
    const after = await readSnapshotSince(store.database, before);
    expect(result).toMatchObject({ published: true, generation: release.generation + 1 });
    expect(after.version).toBe(before.version + 1);
    expect(after.routes.get(ROUTE)?.rollout).toMatchObject({
      releaseId: release.id,
      weight: 0.05,
      candidate: { number: 2, config: { model: 'gpt-5-nano' } },
    });
  });

  test('that is repeated gets the first answer and changes nothing', async () => {
    const first = await publish(store.database, release, { sequence: 1, generation: release.generation });
    const again = await publish(store.database, release, { sequence: 1, generation: release.generation });
    expect(again).toEqual(first);
    expect(await listEvents(store.database, release.id)).toHaveLength(1);
    expect((await findRoute(store.database, ROUTE))?.generation).toBe(release.generation + 1);
  });

  test('that comes late, with a generation that is over, changes nothing', async () => {
    await publish(store.database, release, { sequence: 1, generation: release.generation });
    const late = await publish(store.database, release, {
      sequence: 2,
      generation: release.generation,
      exposure: { kind: 'expose', stage: 'ramp', weight: 1, mirrorRate: 0 },
    });
    expect(late).toMatchObject({ published: false });
    expect((await findRoute(store.database, ROUTE))?.rollout?.weight).toBe(0.05);
  });

  test('of two at once with the same token lets exactly one through', async () => {
    const results = await Promise.all(
      [1, 2, 3, 4].map((sequence) => publish(store.database, release, { sequence, generation: release.generation })),
    );
    expect(results.filter((result) => result.published)).toHaveLength(1);
    expect(await verifyAudit(store.database)).toMatchObject({ intact: true });
  });

  test('that completes makes the candidate stable and remembers the version before', async () => {
    await publish(store.database, release, {
      sequence: 1,
      generation: release.generation,
      exposure: { kind: 'complete' },
    });
    const route = await findRoute(store.database, ROUTE);
    expect(route).toMatchObject({ stableVersion: 2, rollout: null, config: { model: 'gpt-5-nano' } });
    expect(
      await rollbackRoute(store.database, { route: ROUTE, actor: 'ada', reason: 'second thoughts' }),
    ).toMatchObject({
      version: 1,
    });
  });
});

describe('taking a candidate back', () => {
  test('works with a token that is over, while the route is still the release’s', async () => {
    await publish(store.database, release, { sequence: 1, generation: release.generation });
    const result = await publish(store.database, release, {
      sequence: 2,
      generation: 0,
      exposure: { kind: 'withdraw' },
      event: 'rollback_started',
    });
    expect(result.published).toBe(true);
    expect((await findRoute(store.database, ROUTE))?.rollout).toBeNull();
  });

  test('leaves a route alone that is no longer the release’s, and says that it is done', async () => {
    await publish(store.database, release, { sequence: 1, generation: release.generation });
    await publish(store.database, release, {
      sequence: 2,
      generation: release.generation + 1,
      exposure: { kind: 'complete' },
    });
    const before = await findRoute(store.database, ROUTE);
    const result = await publish(store.database, release, {
      sequence: 3,
      generation: 0,
      exposure: { kind: 'withdraw' },
    });
    expect(result.published).toBe(true);
    expect(await findRoute(store.database, ROUTE)).toEqual(before);
  });
});

test('an emergency rollback takes the route from its release, whose next publication then finds it lost', async () => {
  await publish(store.database, release, { sequence: 1, generation: release.generation });
  await rollbackRoute(store.database, { route: ROUTE, toVersion: 1, actor: 'ada', reason: 'pager' });
  const next = await publish(store.database, release, { sequence: 2, generation: release.generation + 1 });
  expect(next).toMatchObject({ published: false });
  expect((await findRoute(store.database, ROUTE))?.rollout).toBeNull();
});

test('a route has one release at a time, and the refusal names it', async () => {
  await expect(givenRelease(store.database, asReleaseId('rel_2'))).rejects.toMatchObject({
    code: 'conflict',
    facts: { releaseId: release.id },
  });
  expect((await findOpenRelease(store.database, ROUTE))?.id).toBe(release.id);
});

test('a candidate that differs in nothing from stable is refused', async () => {
  await store.database`UPDATE releases SET ended_at = now()`;
  await expect(
    givenRelease(store.database, asReleaseId('rel_2'), { candidate: { model: 'gpt-5-mini' } }),
  ).rejects.toThrow('nothing to release');
});
