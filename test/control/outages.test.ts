import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asReleaseId } from '../../core/ids.ts';
import { findRelease } from '../../store/releases.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { givenRelease, givenRoute, publish, ROUTE } from '../store/given.ts';
import { startTestControl, type TestControl } from './test-control.ts';

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl(`127.0.0.1:${await freePort()}`);
  await givenRoute(control.database);
});
afterAll(() => control.close());

const AWAY = 'Temporal cannot be reached: check TEMPORAL_ADDRESS and that it runs, then try again';

describe('while Temporal is away', () => {
  test('a release is not started, is not left behind, and the answer says what to check', async () => {
    const body = { route: ROUTE, candidate: { model: 'gpt-5-nano' } };
    const answer = await control.call('startRelease', { body });
    expect(answer.problem).toMatchObject({ status: 503, detail: AWAY });
    expect(answer.headers.get('retry-after')).toBe('2');
    expect((await control.call('listReleases')).body.items).toMatchObject([{ status: 'aborted', ending: 'aborted' }]);
    expect((await control.call('listReleases', { query: { open: 'true' } })).body.items).toEqual([]);
  });

  test('a release cannot be steered, but everything can be read', async () => {
    const { id: releaseId } = await givenRelease(control.database, asReleaseId('rel_away'));
    expect((await control.call('pauseRelease', { params: { releaseId } })).problem.detail).toBe(AWAY);
    expect((await control.call('getRelease', { params: { releaseId } })).body.status).toBe('starting');
    expect((await fetch(`${control.url}/readyz`)).status).toBe(200);
  });

  test('a route is rolled back all the same, and its release loses it', async () => {
    const release = await findRelease(control.database, 'rel_away');
    if (release === undefined) throw new Error('the test before made it');
    await publish(control.database, release, { sequence: 1, generation: release.generation });
    const params = { routeId: ROUTE };
    const answer = await control.call('rollbackRoute', { params, body: { reason: 'on fire' } });
    expect(answer.body).toMatchObject({ stableVersion: 1, endedRelease: 'rel_away' });
    expect((await control.call('getRoute', { params })).body.release).toBeNull();
    const late = await publish(control.database, release, { sequence: 2, generation: release.generation + 1 });
    expect(late).toMatchObject({ published: false });
  });

  test('reconciling waits for Temporal and closes nothing', async () => {
    await control.control.reconciler.reconcile();
    expect((await findRelease(control.database, 'rel_away'))?.endedAt).toBeNull();
  });
});

describe('while Postgres is away', () => {
  test('the answer is one sentence, and readiness says no', async () => {
    const other = await startTestControl();
    await other.database.end({ timeout: 1 });
    expect((await other.call('listRoutes')).problem).toMatchObject({
      status: 503,
      detail: 'The database cannot be reached: check that Postgres runs, then try again',
    });
    expect((await fetch(`${other.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${other.url}/healthz`)).status).toBe(200);
    await other.close();
  });
});
