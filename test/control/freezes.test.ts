import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from './test-gateway.ts';
import { startTestReleases, type TestReleases } from './test-releases.ts';

let control: TestReleases;
let gateway: TestGateway;
beforeAll(async () => {
  control = await startTestReleases();
  gateway = startTestGateway(control.database);
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  await control.close();
}, 30_000);

let route: string;
beforeEach(async () => {
  route = await control.freshRoute();
  gateway.failCandidate(0);
});

const quick = () => ({
  route,
  candidate: { model: 'sim-small' },
  plan: {
    shadow: 'off',
    canary: { weight: 0.25, minRequests: 50, minDuration: '3s' },
    ramp: [],
    bake: { duration: '1s' },
  },
  gates: [{ metric: 'error_rate', maxIncrease: 0.05 }],
});

test('what is frozen starts nothing, and says who froze it and why; another route goes on', async () => {
  const headers = { 'x-tidegate-actor': 'ana' };
  const body = { route, reason: 'launch day', until: '2099-01-01T00:00:00Z' };
  await control.call('freeze', { body, headers });
  const { problem } = await control.call('startRelease', { body: quick() });
  expect(problem.status).toBe(409);
  expect(problem.detail).toBe(
    `No release can start: route "${route}" is frozen by ana until 2099-01-01T00:00:00.000Z: launch day`,
  );
  await control.call('unfreeze', { body: { route } });
  expect((await control.call('unfreeze', { body: { route } })).problem.status).toBe(409);
  await control.call('freeze', { body: { reason: 'incident' }, headers });
  expect((await control.call('startRelease', { body: quick() })).problem.detail).toContain('all routes are frozen');
  expect((await control.call('listFreezes')).body.items).toMatchObject([
    { route: null, by: 'ana', reason: 'incident' },
  ]);
  await control.call('unfreeze');
  await control.call('freeze', { body: { route, lasts: '0s' } });
  expect((await control.call('listFreezes')).body.items).toEqual([]);
  const audit = (await control.call('listAudit', { query: { subject: `route/${route}` } })).body.items;
  expect(audit.map(({ action }) => action)).toEqual(expect.arrayContaining(['freeze.start', 'freeze.end']));
});

test('a release under way is held while its route is frozen, whoever pushes, and then goes on to its end', async () => {
  const { id } = (await control.call('startRelease', { body: quick() })).body;
  await control.reaches(id, { status: 'running', weight: 0.25 });
  await control.call('freeze', { body: { route, reason: 'launch day' } });
  const held = await control.reaches(id, { status: 'held', weight: 0.25 });
  expect(held.reason).toContain('is frozen by admin: launch day');
  const pushed = await control.call('promoteRelease', { params: { releaseId: id } });
  expect(pushed.problem.detail).toContain('Not promoted');
  await control.call('unfreeze', { body: { route } });
  await control.reaches(id, { status: 'completed' });
}, 60_000);

test('everything to stable: what is under way is aborted, and stable serves all', async () => {
  const patient = { ...quick(), plan: { ...quick().plan, canary: { weight: 0.25, minRequests: 1_000_000 } } };
  const { id } = (await control.call('startRelease', { body: patient })).body;
  await control.reaches(id, { status: 'running', weight: 0.25 });
  const stopped = (await control.call('freeze', { body: { toStable: true, reason: 'incident' } })).body;
  expect(stopped).toMatchObject({ freeze: { route: null }, aborted: [id], notAborted: [] });
  expect((await control.call('getRoute', { params: { routeId: route } })).body.release).toBeNull();
  expect((await control.reaches(id, { status: 'aborted' })).reason).toContain('frozen: incident');
  await control.call('unfreeze');
}, 60_000);
