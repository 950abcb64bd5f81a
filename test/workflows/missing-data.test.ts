import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { BreakableLink } from './support/breakable-link.ts';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

let stage: Stage;
let link: BreakableLink;
beforeAll(async () => {
  link = new BreakableLink();
  stage = await openStage({ workerLink: link });
});
afterEach(async () => {
  await link.mend();
  await stage.clear();
});
afterAll(async () => {
  await stage.close();
  link.close();
});

const CANARY_FIRST = { shadow: 'off', canary: { weight: 0.1, minRequests: 20, minDuration: '1s' } } as const;

test('calls that report nothing hold the release, with the reason; a report ends the hold', async () => {
  const release = await stage.givenRelease().with({ plan: CANARY_FIRST }).withCallsThatReportNothing().underWay();
  const held = await release.happens('held');
  expect(held).toMatchObject({ stage: 'canary', actor: 'gate error_rate', status: 'held' });
  expect(held.reason).toContain('error_rate has no data of the candidate: missing data never promotes');
  expect(held.details['resolution']).toContain('see that calls report error_rate');
  release.traffic.reportsErrors = true;
  await release.thenItEnds('completed');
});

test('a route without traffic stays where it is', async () => {
  const release = await stage.givenRelease().with({ plan: CANARY_FIRST }).withTraffic(0).underWay();
  const observation = await release.observesAgain(2, '60s');
  expect(observation.verdict.reason).toContain('0 requests of 20 answered by the candidate');
  expect(await release.stored()).toMatchObject({ stage: 'canary', status: 'running' });
});

test('a store that is lost holds the release, says since when it is blind, and lets it go on when it is back', async () => {
  const plan = { shadow: 'off', canary: { weight: 0.1, minRequests: 100_000 } } as const;
  const release = await stage.givenRelease().with({ plan }).underWay();
  link.cut();
  await release.shows(({ status, progress }) => status === 'held' && progress.reason.startsWith('blind for'), '60s');
  await link.mend();
  const held = await release.happens('held');
  expect(held.reason).toContain('the evidence can not be read, and missing data never promotes');
  await release.happens('hold_cleared');
  await release.whenErrorsRiseTo(0.5).thenItRollsBackWithin('10s');
});
