import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { createApiClient, type ApiClient } from '../../client/client.ts';
import { launchChromium } from '../support/chromium.ts';
import { HOSTILE, MARKUP, TASK } from './support/calls.ts';
import { type RunningDashboard, startDashboard, TOKEN } from './support/running-dashboard.ts';
import { RAMPING, tellShowcase } from './support/showcase.ts';
import { visit } from './support/visit.ts';

let dashboard: RunningDashboard;
let browser: Browser;
let api: ApiClient;
beforeAll(async () => {
  [dashboard, browser] = await Promise.all([startDashboard(), launchChromium()]);
  await tellShowcase(dashboard.database);
  api = createApiClient({ url: dashboard.url, token: TOKEN });
}, 60_000);
afterAll(() => Promise.all([browser.close(), dashboard.close()]));

test('what people wrote and models answered is text, whatever is in it', async () => {
  const view = await visit(browser, dashboard.url, `/traces/${HOSTILE}`);
  await view.sees(['Calls', MARKUP]);
  await view.press('Read prompts and answers');
  await view.sees([`Of course: ${MARKUP}`, `Here you are: ${MARKUP} <b>bold</b>`, 'Candidate, mirrored']);
  expect(await view.evaluate('document.querySelectorAll("main img, main script, main b").length')).toBe(0);
  expect(await view.evaluate('window.harmed')).toBeUndefined();
  await view.leave();
});

test('stable’s answer and the mirrored one stand side by side, with what differs marked, and the reading is recorded', async () => {
  const view = await visit(browser, dashboard.url, `/traces/${TASK}`);
  await view.sees(['planner', 'look up order', 'stable v1', 'candidate v3', 'shadow v3']);
  await view.page.locator('.span-row ::-p-text(shadow v3)').click();
  expect(await api.call('listAudit', { query: { subject: `trace/${TASK}` } })).toMatchObject({ items: [] });
  await view.press('Read prompts and answers');
  await view.sees(['Stable', 'Candidate, mirrored', 'Refunds are not possible.'], '.comparison');
  const marked = (selector: string) =>
    view.evaluate<string>(`[...document.querySelectorAll('${selector}')].map((run) => run.textContent).join(' ')`);
  expect(await marked('mark.run-new')).toContain('Refunds');
  expect(await marked('mark.run-gone')).toContain('refund you in full');
  const { items } = await api.call('listAudit', { query: { subject: `trace/${TASK}` } });
  expect(items.map(({ action }) => action)).toEqual(['traces.bodies_read']);
  await view.leave();
});

test('calls are searched by words and fields, and the search stands in the address', async () => {
  const view = await visit(browser, dashboard.url, '/traces');
  await view.sees(['support-agent', 'shadow v3', 'Timed out']);
  await view.fill('Words', 'warehouse');
  await view.press('Search');
  await view.page.waitForFunction('document.querySelectorAll("tbody tr").length === 2');
  expect(view.page.url()).toBe(`${dashboard.url}/traces?text=warehouse`);
  await view.page.select('.filter-outcome select', 'timeout');
  await view.press('Search');
  await view.sees('No call matches.');
  await view.page.goBack();
  await view.page.waitForFunction('document.querySelectorAll("tbody tr").length === 2');
  await view.press('More fields');
  await view.fill('Cohort', 'no label');
  await view.press('Search');
  await view.sees('must look like tenant=acme', '[role=alert]');
  expect(view.complaints.every((complaint) => complaint.includes('400'))).toBe(true);
  await view.page.close();
});

test('a form shows how long a release takes and what it can see before it starts one, and why it cannot', async () => {
  const view = await visit(browser, dashboard.url, '/start?route=summarise-ticket');
  await view.sees(['Say what the candidate changes.']);
  await view.fill('Model', 'gpt-4o');
  await view.sees(['Differs from stable v2 in model', 'Nothing tells how much this route is called']);
  await view.fill('Calls a minute', '600');
  await view.sees(['A healthy candidate is stable after about', 'shadow 10 %', 'error_rate', 'At 600 calls a minute']);
  await view.fill('Ramp (%)', '50, 20');
  await view.sees('weights must rise', '[role=alert]');
  await view.fill('Ramp (%)', '20, 50');
  await view.sees(['ramp 20 %', 'A healthy candidate is stable after about'], '.planned');
  expect((await api.call('listReleases', { query: { route: 'summarise-ticket', open: 'true' } })).items).toEqual([]);

  await view.page.select('.form-grid select', 'support-agent');
  await view.sees('already has the release', '[role=alert]');
  await view.seesNo('.start-button button:enabled');
  await view.page.select('.form-grid select', 'summarise-ticket');
  await view.page.waitForSelector('.start-button button:enabled');
  await view.press('Start release');
  await view.sees(['summarise-ticket v2 → v3', 'Starting']);
  const { items } = await api.call('listReleases', { query: { route: 'summarise-ticket', open: 'true' } });
  expect(items).toMatchObject([{ changes: ['model'], requestedBy: 'admin' }]);
  await view.page.close();
});

test('a viewer sees all and is told who may do what a viewer may not', async () => {
  const { secret } = await api.call('issueToken', { body: { name: 'vera', role: 'viewer' } });
  const view = await visit(browser, dashboard.url, `/releases/${RAMPING}`, { token: secret });
  await view.sees(['latency_p95', 'vera', 'viewer', 'You are signed in as viewer: it takes operator or admin.']);
  expect(await view.evaluate('document.querySelectorAll(".steering button:enabled").length')).toBe(0);
  await view.page.goto(`${dashboard.url}/traces/${TASK}`);
  await view.sees('it takes operator or approver or admin', '.bodies');
  await view.seesNo('.bodies button:enabled');
  await view.leave();
});

test('a freeze and its end are seen by whoever watches, with who and why', async () => {
  const view = await visit(browser, dashboard.url, '/');
  await view.press('Freeze all…');
  await view.fill('Reason', 'launch day');
  await view.fill('How long', '12h');
  await view.fill('Your name, for the record (optional)', 'Grace');
  await view.press('Freeze', 'dialog');
  await view.sees(['All routes are frozen until', 'launch day', 'by Grace'], '.freezes');
  await view.press('End freeze', '.freezes');
  await view.press('End freeze', 'dialog');
  await view.seesNo('.freezes');
  await view.leave();
});

test('budgets are told by how fast they are used, and cost by route', async () => {
  const view = await visit(browser, dashboard.url, '/budgets');
  await view.sees(['support-spend', '$43.90 of $50.00 today', 'tokens-a-day', 'Used up', 'tenant acme']);
  await view.sees(['support-agent $43.90', '18,240'], '.costs');
  await view.leave();
});

test('a route shows what serves it, how it does, its versions and the way back', async () => {
  const view = await visit(browser, dashboard.url, '/routes/support-agent');
  await view.sees(['v3 candidate 25 %', 'Errors of stable', 'Latency p95', 'gpt-4o-mini', 'Rolled back']);
  await view.press('Roll back');
  await view.sees('The release under way loses the route: version 1 serves all at once.', 'dialog');
  await view.leave();
});

test('the audit record is walked on request, and an entry changed by hand is named', async () => {
  const view = await visit(browser, dashboard.url, '/audit');
  await view.sees(['release.started', 'release/rel_ramping']);
  await view.press('Check the whole record');
  await view.sees('Whole:', '.verification');
  await dashboard.database`ALTER TABLE audit DISABLE TRIGGER USER`;
  await dashboard.database`UPDATE audit SET actor = 'nobody' WHERE sequence = 3`;
  await view.press('Check the whole record');
  await view.sees('Entry 3 was tampered with.', '.verification');
  await view.leave();
});
