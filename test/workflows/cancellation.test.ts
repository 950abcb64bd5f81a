import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

const LONG_CANARY = { shadow: 'off', canary: { weight: 0.1, minRequests: 100_000 } } as const;

test('a workflow that is cancelled in Temporal takes the candidate back before it ends', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.handle.cancel();
  const { reason } = await release.thenItEnds('aborted');
  expect(reason).toBe('the workflow was cancelled in Temporal');
  expect((await release.timeline()).find((event) => event.type === 'abort_started')?.actor).toBe('temporal');
});

test('a workflow that is cancelled before its first exposure exposes nothing', async () => {
  const approvals = [{ before: 'canary' as const, count: 1 }];
  const release = await stage.givenRelease().with({ plan: LONG_CANARY, approvals }).started();
  await release.happens('started');
  await release.handle.cancel();
  await release.thenItEnds('aborted');
  expect((await release.timeline()).every((event) => event.weight === 0)).toBe(true);
});

test('a rollback can not be cancelled', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  const [slow] = release.replicas;
  if (slow === undefined) throw new Error('no replica');
  slow.applies = false;
  await release.whenErrorsRiseTo(0.5).happens('rollback_started');
  await release.handle.cancel();
  await expect(release.steer('pause')).rejects.toThrow('Workflow Update failed');
  slow.applies = true;
  const { ending } = await release.thenItEnds('rolled_back');
  expect(ending).toBe('rolled_back');
});
