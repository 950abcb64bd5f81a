import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Reconciler } from '../../control/releases/reconciler.ts';
import { temporalReleaseWorkflows } from '../../control/releases/release-workflows.ts';
import { asReleaseId } from '../../core/ids.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import { acceptRelease } from '../../store/releases.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Answer, CONFIG, startTestControl, type TestControl } from './test-control.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';
import { startTestWorker } from './test-worker.ts';

let control: TestControl;
let gateway: TestGateway;
let stopWorker: () => Promise<void>;
beforeAll(async () => {
  control = await startTestControl();
  stopWorker = await startTestWorker(control.database, control.temporal);
  gateway = startTestGateway(control.database);
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  await stopWorker();
  await control.close();
}, 30_000);

let route: string;
let routes = 0;
beforeEach(async () => {
  routes += 1;
  route = `route-${routes}`;
  await post('/configuration', { ...CONFIG, routes: [{ ...CONFIG.routes[0], id: route }] });
  gateway.failCandidate(0);
});

const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  control.call('POST', path, { body, headers });
const get = (path: string) => control.call('GET', path);

/** Waits in its canary until somebody does something. */
const patient = () => ({
  route,
  candidate: { model: 'sim-small' },
  plan: { shadow: 'off', canary: { weight: 0.1, minRequests: 1_000_000, minDuration: '1h' }, ramp: [], bake: 'off' },
  gates: [{ metric: 'error_rate', maxIncrease: 0.05 }],
});
/** Ends by itself within seconds. */
const quick = () => ({
  ...patient(),
  plan: {
    shadow: 'off',
    canary: { weight: 0.25, minRequests: 50, minDuration: '1s' },
    ramp: [],
    bake: { duration: '1s' },
  },
});

async function started(spec: object): Promise<Answer['body']> {
  const answer = await post('/releases', spec);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

function reaches(id: string, wanted: object): Promise<Answer['body']> {
  return waitFor(
    async () => {
      const { body } = await get(`/releases/${id}`);
      expect(body).toMatchObject(wanted);
      return body;
    },
    { within: '25s', what: JSON.stringify(wanted) },
  );
}

describe('starting', () => {
  test('a release is accepted, runs as a workflow, and says where to watch it', async () => {
    const answer = await post('/releases', patient());
    expect(answer.status).toBe(201);
    const { id } = answer.body;
    expect(answer.headers.get('location')).toBe(`/api/v1/releases/${id}`);
    expect(answer.body).toMatchObject({ route, stage: 'canary', status: 'starting', workflowId: `release/${route}`, ending: null });
    expect(answer.body.temporalUrl).toContain(`/workflows/release%2F${route}/${answer.body.runId}`);
    const running = await reaches(id, { status: 'running', weight: 0.1 });
    expect(running.steps).toMatchObject([{ name: 'canary 10 %', state: 'current' }]);
    expect(running.timeline[0]).toMatchObject({ sequence: 1, type: 'started' });
    expect((await get(`/routes/${route}`)).body.release).toMatchObject({ id, candidateVersion: 2, weight: 0.1 });
    expect((await get(`/releases?route=${route}&open=true`)).body.items).toMatchObject([{ id }]);
  });

  test('a second release of the route is refused, and the one in the way is named', async () => {
    const { id } = await started(patient());
    const second = await post('/releases', patient());
    expect(second).toMatchObject({ status: 409, body: { releaseId: id } });
    expect(second.body.detail).toContain(`already has the release ${id} under way: watch it, or abort it first`);
  });

  test('the same request with the same idempotency key starts one release', async () => {
    const headers = { 'idempotency-key': `start-${route}` };
    const first = await post('/releases', patient(), headers);
    const again = await post('/releases', patient(), headers);
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect((await get(`/releases?route=${route}`)).body.items).toHaveLength(1);
  });

  test('a release may follow the one before at once', async () => {
    const first = await started(patient());
    await reaches(first.id, { status: 'running' });
    await post(`/releases/${first.id}/abort`);
    await reaches(first.id, { ending: 'aborted' });
    const second = await started(patient());
    await reaches(second.id, { status: 'running' });
    const late = await post(`/releases/${first.id}/abort`);
    expect(late).toMatchObject({ status: 409 });
    expect(late.body.detail).toContain('has ended (aborted)');
    await reaches(second.id, { status: 'running' });
  });
});

describe('ending', () => {
  test('a healthy candidate becomes stable', async () => {
    const { id } = await started(quick());
    const done = await reaches(id, { ending: 'completed' });
    expect(done.steps.map((step: { state: string }) => step.state)).toEqual(['done', 'done']);
    expect(done.evidence).toMatchObject([{ metric: 'error_rate', state: 'healthy' }]);
    expect((await get(`/routes/${route}`)).body).toMatchObject({ stableVersion: 2, previousStableVersion: 1, release: null });
  });

  test('a candidate that fails is rolled back, with the gate and its numbers', async () => {
    const { id } = await started(patient());
    await reaches(id, { status: 'running', weight: 0.1 });
    gateway.failCandidate(0.4);
    const done = await reaches(id, { ending: 'rolled_back' });
    expect(done.reason).toContain('error_rate');
    expect(done.acknowledgement.waiting).toEqual([]);
    const observations = (await get(`/releases/${id}/observations`)).body.items;
    expect(observations.length).toBeGreaterThan(0);
    expect((await get(`/routes/${route}`)).body).toMatchObject({ stableVersion: 1, release: null });
  });
});

describe('steering', () => {
  test('a pause, a block and their ends are told by whom and why', async () => {
    const { id } = await started(patient());
    await reaches(id, { status: 'running' });
    const paused = await post(`/releases/${id}/pause`, { reason: 'lunch' }, { 'x-tidegate-actor': 'ada' });
    expect(paused.status).toBe(200);
    await reaches(id, { status: 'paused' });
    await post(`/releases/${id}/resume`);
    await post(`/releases/${id}/block`, { reason: 'structured output regression' });
    await reaches(id, { status: 'blocked' });
    await post(`/releases/${id}/unblock`);
    const { timeline } = await reaches(id, { status: 'running' });
    const told = timeline.map(({ type, actor }: { type: string; actor: string }) => `${type} by ${actor}`);
    expect(told).toEqual(expect.arrayContaining(['paused by ada', 'resumed by admin', 'blocked by admin', 'unblocked by admin']));
  });

  test('what the workflow refuses is a conflict with its reason', async () => {
    const { id } = await started(patient());
    await reaches(id, { status: 'running' });
    const answer = await post(`/releases/${id}/resume`);
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toMatch(new RegExp(`^Release ${id} refuses resume: `));
  });

  test('an approval is counted, with its comment', async () => {
    const { id } = await started({ ...quick(), approvals: [{ before: 'bake' }] });
    await reaches(id, { status: 'awaiting_approval' });
    await post(`/releases/${id}/approve`, { reason: 'looks good' }, { 'x-tidegate-actor': 'grace' });
    const done = await reaches(id, { ending: 'completed' });
    expect(done.approvals).toMatchObject([{ before: 'bake', given: [{ by: 'grace', comment: 'looks good' }] }]);
  });

  test('a promotion by hand takes the next step', async () => {
    const { id } = await started(patient());
    await reaches(id, { status: 'running' });
    await post(`/releases/${id}/promote`, { reason: 'hotfix' });
    await reaches(id, { ending: 'completed' });
  });
});

describe('an emergency', () => {
  test('a rollback of the route takes the candidate back at once, and its release ends', async () => {
    const { id } = await started(patient());
    await reaches(id, { status: 'running', weight: 0.1 });
    const answer = await post(`/routes/${route}/rollback`, { reason: 'angry customers' });
    expect(answer.body).toMatchObject({ stableVersion: 1, endedRelease: id });
    expect((await get(`/routes/${route}`)).body).toMatchObject({ stableVersion: 1, release: null });
    const done = await reaches(id, { ending: 'aborted' });
    expect(done.reason).toContain('angry customers');
  });
});

describe('reconciling', () => {
  test('a release whose workflow was terminated from outside is closed, and its candidate taken back', async () => {
    const { id } = await started(patient());
    await reaches(id, { status: 'running', weight: 0.1 });
    await control.temporal.client.workflow.getHandle(`release/${route}`).terminate('by mistake');
    await control.control.reconciler.reconcile();
    const done = await reaches(id, { ending: 'aborted' });
    expect(done.reason).toContain('terminated');
    expect((await get(`/routes/${route}`)).body.release).toBeNull();
    await started(patient());
  });

  test('a release that was accepted and never started is started', async () => {
    const release = await acceptRelease(control.database, {
      id: asReleaseId(`rel_forgotten_${route}`),
      workflowId: `release/${route}`,
      spec: releaseSpecSchema.parse(patient()),
      firstStage: 'canary',
      requestedBy: 'ada',
    });
    const { database, temporal } = control;
    const workflows = temporalReleaseWorkflows(temporal.client);
    await new Reconciler({ database, workflows, log: pino({ level: 'silent' }) }, { startingMs: 0 }).reconcile();
    await reaches(release.id, { status: 'running', workflowId: `release/${route}` });
  });

  test('a release that runs is left alone', async () => {
    const { id } = await started(patient());
    await reaches(id, { status: 'running' });
    await control.control.reconciler.reconcile();
    await reaches(id, { status: 'running' });
  });
});
