import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CONFIG, startTestControl, type TestControl } from './test-control.ts';

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl();
  await control.call('applyConfiguration', { body: CONFIG });
}, 60_000);
afterAll(async () => {
  await control.close();
});

const body = { route: 'support-agent', candidate: { model: 'sim-small' } };

test('a preview says how long a release takes and what each gate can see at a traffic, and starts nothing', async () => {
  const { plan, steps } = (await control.call('previewRelease', { body, query: { requestsPerMinute: '600' } })).body;
  expect(plan?.steps.map(({ name }) => name)).toEqual(steps.map(({ name }) => name));
  expect(plan?.basis).toEqual({ requestsPerMinute: 600, calls: 0 });
  const slower = (await control.call('previewRelease', { body, query: { requestsPerMinute: '300' } })).body.plan;
  expect(slower?.seconds).toBeGreaterThan(plan?.seconds ?? Infinity);
  const errors = plan?.gates.find(({ name }) => name === 'error_rate');
  expect(errors?.canDecide).toBe(true);
  expect(errors?.sees.map(({ worsening }) => worsening)).toContain(errors?.smallest.p80);
  expect((await control.call('listReleases')).body.items).toEqual([]);
});

test('a preview of a route without traffic has no plan, rather than one for a traffic that is made up', async () => {
  expect((await control.call('previewRelease', { body })).body.plan).toBeNull();
});
