import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { publishExposure } from '../../store/publications.ts';
import { rollbackRoute } from '../../store/route-rollback.ts';
import type { PublishInput, ReleaseActivities } from '../../workflows/contract.ts';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

let stage: Stage;
const published: PublishInput[] = [];
beforeAll(async () => {
  stage = await openStage({ change: answerIsLostAtFirst });
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

const LONG_CANARY = { shadow: 'off', canary: { weight: 0.1, minRequests: 100_000 } } as const;

test('a publication and a note whose answers are lost happen once', async () => {
  const plan = { shadow: 'off' as const, ramp: [] };
  const release = await stage.givenRelease().with({ plan }).started();
  await release.thenItEnds('completed');
  const moves = (await release.events()).filter((event) => event !== 'acknowledged');
  expect(moves).toEqual(['started', 'advanced', 'completing', 'completed']);
  expect((await release.storedRoute()).generation).toBe(release.accepted.generation + 3);
});

test('a late attempt at an older publication changes nothing', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.steer('abort');
  await release.thenItEnds('aborted');
  const before = await release.storedRoute();
  const late = published.filter((input) => input.row.releaseId === release.id && input.exposure.kind === 'expose');
  expect(late.length).toBeGreaterThan(0);
  for (const input of late) await publishExposure(stage.database, input);
  expect(await release.storedRoute()).toEqual(before);
  expect((await release.stored()).status).toBe('aborted');
});

test('a release whose route somebody rolls back by hand ends within seconds, and touches the route no more', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await rollbackRoute(stage.database, { route: release.route, toVersion: 1, actor: 'ops', reason: 'emergency' });
  const { generation } = await release.storedRoute();
  await release.happens('lost_route', '5s');
  expect(await release.thenItEnds('aborted')).toMatchObject({ reason: 'somebody else has changed the route' });
  expect((await release.storedRoute()).generation).toBe(generation);
});

test('a release that finds its route changed at its next step ends, and says so', async () => {
  const approvals = [{ before: 'canary' as const, count: 1 }];
  const release = await stage.givenRelease().with({ plan: LONG_CANARY, approvals }).started();
  await release.happens('started');
  await rollbackRoute(stage.database, { route: release.route, toVersion: 1, actor: 'ops', reason: 'emergency' });
  await release.steer('approve');
  const { reason } = await release.thenItEnds('aborted');
  expect(reason).toContain('was changed by someone else');
  expect(await release.events()).toEqual(['started', 'approved', 'lost_route', 'abort_started', 'aborted']);
});

test('a second release of the same route is refused by the workflow id, and may come after the first', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await expect(release.start()).rejects.toThrow(WorkflowExecutionAlreadyStartedError);
  await release.steer('abort');
  await release.thenItEnds('aborted');
  const next = await release.succeededBy({ plan: LONG_CANARY });
  await next.happens('acknowledged');
  await next.steer('abort');
  await next.thenItEnds('aborted');
});

/** What a crash between the effect and its answer looks like: each first attempt does its work and fails. */
function answerIsLostAtFirst(activities: ReleaseActivities): ReleaseActivities {
  const done = new Set<string>();
  const failOnce = (key: string): void => {
    if (done.has(key)) return;
    done.add(key);
    throw new Error('the answer was lost');
  };
  return {
    ...activities,
    async publish(input) {
      published.push(input);
      const result = await activities.publish(input);
      failOnce(`${input.row.releaseId} ${input.row.sequence}`);
      return result;
    },
    async record(input) {
      await activities.record(input);
      failOnce(`${input.row.releaseId} ${input.row.sequence}`);
    },
  };
}
