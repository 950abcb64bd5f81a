import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

/** From this many events on, Temporal suggests that a workflow continues as new. */
const SUGGESTED_AT_EVENTS = 4_096;

test('a release whose history has grown long goes on in a new run, and knows all that it knew', async () => {
  const plan = { shadow: 'off', canary: { weight: 0.1, minRequests: 100_000 } } as const;
  const approvals = [{ before: 'ramp' as const, count: 2 }];
  const release = await stage.givenRelease().with({ plan, approvals }).underWay();
  await release.steer('approve', { by: 'ana' });
  await release.steer('pause', { by: 'bo', reason: 'lunch' });
  const before = await release.shows(({ progress }) => progress.gates.length > 0);
  const { runId } = await release.handle.describe();

  for (let sent = 0; sent < SUGGESTED_AT_EVENTS; sent += 100) {
    await Promise.all(Array.from({ length: 100 }, () => release.handle.signal('nobody-listens')));
  }
  await release.steer('resume', { by: 'bo' });
  await release.runsAnew(runId);

  const after = await release.view();
  expect(after).toMatchObject({ status: 'running', stage: 'canary', weight: 0.1 });
  expect(after.progress.brakes.approvals.map(({ by }) => by)).toEqual(['ana']);
  expect(after.progress.startedAtMs).toBe(before.progress.startedAtMs);
  expect(after.progress.evidence.looks).toBeGreaterThanOrEqual(before.progress.evidence.looks);
  await release.steer('approve', { by: 'bo' });
  await release.whenErrorsRiseTo(0.5).thenItRollsBackWithin('10s');
  expect((await release.events()).filter((event) => event === 'started')).toHaveLength(1);
});
