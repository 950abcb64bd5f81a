import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { BreakableLink } from './support/breakable-link.ts';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ workers: 'processes' });
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

const SLOW_CANARY = { shadow: 'off', canary: { weight: 0.1, minRequests: 40, minDuration: '4s' } } as const;
const LONG_CANARY = { shadow: 'off', canary: { weight: 0.1, minRequests: 100_000 } } as const;

test('a worker that is killed in the middle of an observation changes nothing: its successor ends the release the same way', async () => {
  const first = await stage.startWorkerProcess();
  const release = await stage.givenRelease().with({ plan: SLOW_CANARY }).underWay();
  const before = await release.observesAgain(1);
  first.kill('SIGKILL');
  await first.ended;
  const second = await stage.startWorkerProcess();
  await release.thenItEnds('completed');
  const timeline = await release.timeline();
  expect(timeline.map((event) => event.type)).toEqual([
    'started',
    'acknowledged',
    'advanced',
    'acknowledged',
    'advanced',
    'acknowledged',
    'completing',
    'completed',
  ]);
  const seenBefore = before.gates[0]?.candidate.count ?? 0;
  expect(timeline.at(-1)?.gates[0]?.candidate.count).toBeGreaterThan(seenBefore);
  second.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});

test('a worker that is told to stop hands its observation over: another one goes on at once', async () => {
  const [first] = [await stage.startWorkerProcess(), await stage.startWorkerProcess()];
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.observesAgain(1);
  first.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  const { allOnStableMs } = await release.whenErrorsRiseTo(0.5).thenItRollsBackWithin('10s');
  expect(allOnStableMs).toBeLessThan(10_000);
});

test('a worker that loses Temporal for a while takes its releases up again when Temporal is back', async () => {
  const link = new BreakableLink();
  await stage.startWorkerProcess(new URL(await link.to(`http://${stage.temporal.address}`)).host);
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.observesAgain(1);
  link.cut();
  release.whenErrorsRiseTo(0.5);
  await release.observes('rollback');
  expect(await release.events()).not.toContain('rollback_started');
  await link.mend();
  await release.thenItEnds('rolled_back');
  link.close();
});

test('a release that nobody watches serves stable only, and its exposure comes back with the watch', async () => {
  const first = await stage.startWorkerProcess();
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.isServed(true);
  first.kill('SIGKILL');
  await first.ended;
  await release.isServed(false);
  await stage.startWorkerProcess();
  await release.isServed(true);
});
