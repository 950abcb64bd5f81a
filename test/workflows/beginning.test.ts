import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { releasePolicySchema } from '../../core/release/policy-schema.ts';
import type { ReleaseSpecInput } from '../../core/release/spec.ts';
import { freeze, unfreeze } from '../../store/freezes.ts';
import { setPolicy } from '../../store/policies.ts';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

const PLAN: NonNullable<ReleaseSpecInput['plan']> = {
  shadow: 'off',
  canary: { weight: 0.1, minRequests: 20, minDuration: '1s' },
  ramp: [],
};
const inMs = (ahead: number): string => new Date(Date.now() + ahead).toISOString();

describe('a release with a time to start', () => {
  test('exposes nothing before, says when it comes, and starts by itself', async () => {
    const startAt = inMs(4_000);
    const release = await stage.givenRelease().with({ plan: PLAN, startAt }).started();
    const { reason } = await release.reaches({ status: 'scheduled' });
    expect(reason).toBe(`starts at ${startAt}; version 2: model`);
    expect((await release.view()).progress.reason).toBe(`starts at ${startAt}`);
    expect((await release.storedRoute()).rollout).toBeNull();
    await release.thenItEnds('completed');
    const timeline = await release.timeline();
    expect(timeline.map(({ type }) => type).slice(0, 2)).toEqual(['scheduled', 'started']);
    expect(timeline[1]?.at.getTime()).toBeGreaterThanOrEqual(Date.parse(startAt));
  });

  test('is taken back before by an abort, and pushed by nobody', async () => {
    const release = await stage
      .givenRelease()
      .with({ plan: PLAN, startAt: inMs(3_600_000) })
      .started();
    await release.reaches({ status: 'scheduled' });
    await expect(release.steer('promote')).rejects.toThrow('Update failed');
    await release.steer('abort', { reason: 'not today' });
    expect(await release.thenItEnds('aborted')).toMatchObject({ reason: 'not today' });
    expect((await release.events()).includes('started')).toBe(false);
  });

  test('is approved before its time and then waits for nobody; a pause keeps it', async () => {
    const approvals = [{ before: 'canary' as const, count: 1 }];
    const startAt = inMs(4_000);
    const release = await stage.givenRelease().with({ plan: PLAN, approvals, startAt }).started();
    await release.reaches({ status: 'scheduled' });
    await release.steer('approve', { by: 'bo' });
    await release.steer('pause');
    await release.reaches({ status: 'paused' });
    await release.steer('resume');
    await release.happens('started');
  });
});

describe('a route that stands still when its release is due', () => {
  test('by a freeze exposes nothing until the freeze ends', async () => {
    const release = await stage.givenRelease().with({ plan: PLAN }).accepted();
    await freeze(stage.database, { route: release.route, reason: 'launch day', until: null }, 'ops');
    await release.start();
    const { reason } = await release.reaches({ status: 'held' });
    expect(reason).toBe(`route "${release.route}" is frozen by ops: launch day`);
    expect((await release.storedRoute()).rollout).toBeNull();
    await unfreeze(stage.database, { route: release.route, reason: 'over' }, 'ops');
    await release.thenItEnds('completed');
  });

  test('by a closed window can still be aborted', async () => {
    const release = await stage.givenRelease().with({ plan: PLAN }).accepted();
    const day = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[(new Date().getUTCDay() + 3) % 7];
    const policy = releasePolicySchema.parse({ changeWindows: [{ days: [day] }] });
    await setPolicy(stage.database, { scope: release.route, policy, actor: 'ops', reason: 'agreed' });
    await release.start();
    const { reason } = await release.reaches({ status: 'held' });
    expect(reason).toContain('outside the change window');
    await release.steer('abort');
    await release.thenItEnds('aborted');
  });
});

describe('an approval of one step', () => {
  const RAMP = [
    { weight: 0.3, minRequests: 20, minDuration: '500ms' },
    { weight: 0.6, minRequests: 20, minDuration: '500ms' },
  ];

  test('is waited for before that step and no other, and stands in the record as what it is', async () => {
    const approvals = [{ before: 'ramp' as const, weight: 0.6, count: 1 }];
    const release = await stage
      .givenRelease()
      .with({ plan: { ...PLAN, ramp: RAMP }, approvals })
      .started();
    await release.reaches({ status: 'awaiting_approval', weight: 0.3 });
    expect((await release.view()).progress.reason).toBe('waits for 1 approval before ramp 60 %');
    await release.steer('approve', { by: 'bo' });
    const { details } = await release.happens('approved');
    expect(details).toMatchObject({ before: 'ramp', weight: 0.6, verdict: 'promote' });
    await release.thenItEnds('completed');
  });

  test('two people who approve it at once are each counted, and one who does twice is not', async () => {
    const approvals = [{ before: 'ramp' as const, weight: 0.6, count: 2 }];
    const release = await stage
      .givenRelease()
      .with({ plan: { ...PLAN, ramp: RAMP }, approvals })
      .started();
    await release.reaches({ status: 'awaiting_approval' });
    const twice = await Promise.allSettled([
      release.steer('approve', { by: 'bo' }),
      release.steer('approve', { by: 'bo' }),
    ]);
    expect(twice.map(({ status }) => status).toSorted((one, other) => (one < other ? -1 : 1))).toEqual([
      'fulfilled',
      'rejected',
    ]);
    expect(await release.stored()).toMatchObject({ status: 'awaiting_approval', weight: 0.3 });
    await release.steer('approve', { by: 'cy' });
    await release.thenItEnds('completed');
    const given = (await release.timeline()).filter(({ type }) => type === 'approved');
    expect(given.map(({ actor }) => actor)).toEqual(['bo', 'cy']);
  });

  test('of a stage that lapses inside the stage holds nothing', async () => {
    const approvals = [{ before: 'ramp' as const, count: 1, expiresAfter: '3s' }];
    const slow = RAMP.map((step) => ({ ...step, minDuration: '4s' }));
    const release = await stage
      .givenRelease()
      .with({ plan: { ...PLAN, ramp: slow }, approvals })
      .started();
    await release.reaches({ status: 'awaiting_approval' });
    await release.steer('approve', { by: 'bo' });
    await release.thenItEnds('completed');
    expect((await release.events()).filter((type) => type === 'awaiting_approval')).toHaveLength(1);
  });
});
