import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

test('a healthy candidate goes through shadow, canary, ramp and bake, and becomes stable', async () => {
  const release = await stage.givenRelease().withHealthyCandidate().started();
  const result = await release.thenItEnds('completed');
  expect(result.reason).toMatch(/^version 2 is stable: bake is over/);
  const steps = (await release.timeline()).filter((event) => event.snapshotVersion !== null);
  expect(steps.map((event) => [event.type, event.stage, event.weight])).toEqual([
    ['started', 'shadow', 0],
    ['advanced', 'canary', 0.1],
    ['advanced', 'ramp', 0.5],
    ['advanced', 'bake', 1],
    ['completing', 'bake', 1],
  ]);
});

test('each step is acknowledged by every replica, and its reason says the numbers', async () => {
  const release = await stage.givenRelease().withReplicas(3).started();
  await release.thenItEnds('completed');
  const timeline = await release.timeline();
  const acknowledged = timeline.filter((event) => event.type === 'acknowledged');
  expect(acknowledged.map((event) => event.details['replicas'])).toEqual([3, 3, 3, 3]);
  expect(timeline.find((event) => event.stage === 'ramp')?.reason).toMatch(
    /\d+ requests at 10.0 % and no gate looks bad/,
  );
});

test('a history stays small: a release of five steps takes fewer than 200 events', async () => {
  const release = await stage.givenRelease().started();
  await release.thenItEnds('completed');
  const { events } = await release.handle.fetchHistory();
  expect(events?.length).toBeLessThan(200);
});

test('a plan with every stage off takes one step at 100 %, which a person has to finish: there is no stable to compare with', async () => {
  const release = await stage
    .givenRelease()
    .with({ plan: { shadow: 'off', canary: 'off', ramp: [], bake: 'off' } })
    .started();
  expect(await release.reaches({ status: 'held', stage: 'bake', weight: 1 })).toMatchObject({
    reason: 'error_rate has no data of stable: missing data never promotes',
  });
  await release.steer('promote');
  await release.thenItEnds('completed');
});
