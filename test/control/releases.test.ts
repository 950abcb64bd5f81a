import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { ReleaseSummary } from '../../control/api/schemas/release.ts';
import { Reconciler } from '../../control/releases/reconciler.ts';
import { temporalReleaseWorkflows } from '../../control/releases/release-workflows.ts';
import { asReleaseId } from '../../core/ids.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import { acceptRelease } from '../../store/releases.ts';
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

/** Stays in its canary until somebody does something. */
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

const by = (actor: string) => ({ 'x-tidegate-actor': actor });
const start = async (spec: object): Promise<ReleaseSummary> =>
  (await control.call('startRelease', { body: spec })).body;
const routeNow = async () => (await control.call('getRoute', { params: { routeId: route } })).body;

async function startAndServe(spec: object = patient()): Promise<string> {
  const { id } = await start(spec);
  await control.reaches(id, { status: 'running', weight: 0.1 });
  return id;
}

describe('starting', () => {
  test('a release is accepted, runs as a workflow, and says where to watch it', async () => {
    const { body, headers } = await control.call('startRelease', { body: patient() });
    expect(headers.get('location')).toBe(`/api/v1/releases/${body.id}`);
    expect(body).toMatchObject({ route, stage: 'canary', status: 'starting', workflowId: `release/${route}` });
    expect(body.temporalUrl).toContain(`/workflows/release%2F${route}/${body.runId}`);
    const running = await control.reaches(body.id, { status: 'running', weight: 0.1 });
    expect(running.steps).toMatchObject([{ name: 'canary 10 %', state: 'current' }]);
    expect(running.timeline[0]).toMatchObject({ sequence: 1, type: 'started' });
    expect((await routeNow()).release).toMatchObject({ id: body.id, candidateVersion: 2, weight: 0.1 });
    const open = await control.call('listReleases', { query: { route, open: 'true' } });
    expect(open.body.items).toMatchObject([{ id: body.id }]);
  });

  test('a second release of the route is refused, and the one in the way is named', async () => {
    const { id } = await start(patient());
    const { problem } = await control.call('startRelease', { body: patient() });
    expect(problem).toMatchObject({ status: 409, releaseId: id });
    expect(problem.detail).toContain(`already has the release ${id} under way: watch it, or abort it first`);
  });

  test('of many who start a release of one route at once, one does', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => control.call('startRelease', { body: patient() })),
    );
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      201,
      ...Array<number>(7).fill(409),
    ]);
  });

  test('the same request with the same idempotency key starts one release', async () => {
    const input = { body: patient(), headers: { 'idempotency-key': `start-${route}` } };
    const first = await control.call('startRelease', input);
    const again = await control.call('startRelease', input);
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect((await control.call('listReleases', { query: { route } })).body.items).toHaveLength(1);
  });

  test('a release may follow the one before at once, and what was meant for that one does not hit it', async () => {
    const first = await startAndServe();
    await control.call('abortRelease', { params: { releaseId: first } });
    await control.reaches(first, { ending: 'aborted' });
    const second = await startAndServe();
    const late = await control.call('abortRelease', { params: { releaseId: first } });
    expect(late.problem).toMatchObject({ status: 409 });
    expect(late.problem.detail).toContain('has ended (aborted)');
    await control.reaches(second, { status: 'running' });
  });
});

describe('ending', () => {
  test('a healthy candidate becomes stable', async () => {
    const { id } = await start(quick());
    const done = await control.reaches(id, { ending: 'completed' });
    expect(done.steps.map((step) => step.state)).toEqual(['done', 'done']);
    expect(done.evidence).toMatchObject([{ metric: 'error_rate', state: 'healthy' }]);
    expect(await routeNow()).toMatchObject({ stableVersion: 2, previousStableVersion: 1, release: null });
  });

  test('a candidate that fails is rolled back, with the gate and its numbers', async () => {
    const id = await startAndServe();
    gateway.failCandidate(0.4);
    const done = await control.reaches(id, { ending: 'rolled_back' });
    expect(done.reason).toContain('error_rate');
    expect(done.acknowledgement.waiting).toEqual([]);
    const looks = await control.call('listObservations', { params: { releaseId: id } });
    expect(looks.body.items.length).toBeGreaterThan(0);
    expect(await routeNow()).toMatchObject({ stableVersion: 1, release: null });
  });
});

describe('steering', () => {
  test('a pause, a block and their ends are told by whom and why', async () => {
    const id = await startAndServe();
    const params = { releaseId: id };
    await control.call('pauseRelease', { params, body: { reason: 'lunch' }, headers: by('ada') });
    await control.reaches(id, { status: 'paused' });
    await control.call('resumeRelease', { params });
    await control.call('blockRelease', { params, body: { reason: 'structured output regression' } });
    await control.reaches(id, { status: 'blocked' });
    await control.call('unblockRelease', { params });
    const { timeline } = await control.reaches(id, { status: 'running' });
    const told = timeline.map(({ type, actor, reason }) => `${type} by ${actor}: ${reason}`);
    expect(told).toContain('paused by ada: lunch');
    expect(told).toContain('blocked by admin: structured output regression');
  });

  test('what the workflow refuses is a conflict with its reason', async () => {
    const id = await startAndServe();
    const { problem } = await control.call('resumeRelease', { params: { releaseId: id } });
    expect(problem.status).toBe(409);
    expect(problem.detail).toMatch(new RegExp(`^Release ${id} refuses resume: .+`));
  });

  test('the same pause with the same idempotency key is one pause', async () => {
    const id = await startAndServe();
    const input = { params: { releaseId: id }, headers: { 'idempotency-key': 'pause-1' } };
    await control.call('pauseRelease', input);
    const again = await control.call('pauseRelease', input);
    expect(again.body.status).toBe('paused');
    const { timeline } = await control.reaches(id, { status: 'paused' });
    expect(timeline.filter(({ type }) => type === 'paused')).toHaveLength(1);
  });

  test('an approval is counted, with its comment', async () => {
    const { id } = await start({ ...quick(), approvals: [{ before: 'bake' }] });
    await control.reaches(id, { status: 'awaiting_approval' });
    const body = { reason: 'looks good' };
    await control.call('approveRelease', { params: { releaseId: id }, body, headers: by('grace') });
    const done = await control.reaches(id, { ending: 'completed' });
    expect(done.approvals).toMatchObject([{ before: 'bake', given: [{ by: 'grace', comment: 'looks good' }] }]);
  });

  test('a promotion by hand takes the next step', async () => {
    const id = await startAndServe();
    await control.call('promoteRelease', { params: { releaseId: id }, body: { reason: 'hotfix' } });
    await control.reaches(id, { ending: 'completed' });
  });
});

describe('an emergency', () => {
  test('a rollback of the route takes the candidate back at once, and its release ends', async () => {
    const id = await startAndServe();
    const body = { reason: 'angry customers' };
    const answer = await control.call('rollbackRoute', { params: { routeId: route }, body });
    expect(answer.body).toMatchObject({ stableVersion: 1, endedRelease: id });
    expect(await routeNow()).toMatchObject({ stableVersion: 1, release: null });
    const done = await control.reaches(id, { ending: 'aborted' });
    expect(done.reason).toContain('angry customers');
  });
});

describe('reconciling', () => {
  test('a release whose workflow was terminated from outside is closed, and its candidate taken back', async () => {
    const id = await startAndServe();
    await control.temporal.client.workflow.getHandle(`release/${route}`).terminate('by mistake');
    await control.control.reconciler.reconcile();
    const done = await control.reaches(id, { ending: 'aborted' });
    expect(done.reason).toContain('terminated');
    expect((await routeNow()).release).toBeNull();
    await startAndServe();
  });

  test('a release that was accepted and never started is started', async () => {
    const release = await acceptRelease(control.database, {
      id: asReleaseId(`rel_forgotten_${route}`),
      workflowId: `release/${route}`,
      spec: releaseSpecSchema.parse(patient()),
      firstStage: 'canary',
      requestedBy: 'ada',
    });
    const workflows = temporalReleaseWorkflows(control.temporal.client);
    const { database } = control;
    await new Reconciler({ database, workflows, log: pino({ level: 'silent' }) }, { startingMs: 0 }).reconcile();
    await control.reaches(release.id, { status: 'running', workflowId: `release/${route}` });
  });

  test('a release that runs is left alone', async () => {
    const id = await startAndServe();
    await control.control.reconciler.reconcile();
    await control.reaches(id, { status: 'running' });
  });
});
