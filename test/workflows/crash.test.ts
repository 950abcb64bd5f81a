import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openStage, type Stage } from './support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ workers: 'processes' });
}, 60_000);
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
  await release.thenItEnds('completed', '40s');
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
}, 90_000);

test('a worker that is told to stop hands its observation over: the next one goes on within seconds', async () => {
  const first = await stage.startWorkerProcess();
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.observesAgain(1);
  first.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  release.whenErrorsRiseTo(0.5);
  const second = await stage.startWorkerProcess();
  const { allOnStableMs } = await release.thenItRollsBackWithin('20s');
  expect(allOnStableMs).toBeLessThan(15_000);
  second.kill('SIGTERM');
  expect(await second.ended).toBe(0);
}, 90_000);

test('a release that nobody watches serves stable only, and its exposure comes back with the watch', async () => {
  const first = await stage.startWorkerProcess();
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.isServed(true);
  first.kill('SIGKILL');
  await first.ended;
  await release.isServed(false, '15s');
  const second = await stage.startWorkerProcess();
  await release.isServed(true, '20s');
  second.kill('SIGTERM');
  await second.ended;
}, 90_000);
