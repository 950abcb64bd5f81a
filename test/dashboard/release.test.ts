import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { temporalReleaseWorkflows } from '../../control/releases/release-workflows.ts';
import { givenRoute, ROUTE } from '../store/given.ts';
import { launchChromium } from '../support/chromium.ts';
import { gateReport } from './support/gates.ts';
import { beginStory, type ReleaseStory } from './support/release-story.ts';
import { type RunningDashboard, startDashboard } from './support/running-dashboard.ts';
import { visit, type Visit } from './support/visit.ts';

const HOSTILE = '<img src=x onerror="document.title=\'owned\'"><script>alert(1)</script>';
const ERRORS = gateReport({
  metric: 'error_rate',
  candidate: { estimate: 0.081, count: 412 },
  difference: { kind: 'difference', estimate: 0.07, low: 0.044, high: 0.102 },
  eValue: 12,
  promotionEValue: 0.3,
});

let dashboard: RunningDashboard;
let browser: Browser;
let story: ReleaseStory;
let stories = 0;
beforeAll(async () => {
  [dashboard, browser] = await Promise.all([startDashboard(), launchChromium()]);
});
beforeEach(async () => {
  const { database } = dashboard;
  await database`TRUNCATE routes, route_versions, releases, release_events, release_observations, providers CASCADE`;
  await givenRoute(database);
  stories += 1;
  story = await beginStory(database, {
    id: `rel_${stories}`,
    route: ROUTE,
    spec: {
      description: 'smaller model',
      plan: { shadow: 'off', canary: { weight: 0.05 }, ramp: [{ weight: 0.25 }], bake: { duration: '30m' } },
      gates: [{ metric: 'error_rate', maxIncrease: 0.01 }],
      approvals: [{ before: 'ramp', count: 2 }],
    },
  });
  await story.publish('started', { stage: 'canary', weight: 0.05, reason: 'canary 5 % has begun' });
});
afterAll(() => Promise.all([browser.close(), dashboard.close()]));

const open = (): Promise<Visit> => visit(browser, dashboard.url, `/releases/${story.release.id}`);

test('a release shows what it changes, who started it, its plan, its approvals and the way to Temporal', async () => {
  const release = await open();
  await release.sees([ROUTE, 'v1 → v2', 'Changes model', 'Started by ada', 'smaller model', 'Live']);
  await release.sees(['Canary 5 %', 'now', 'Ramp 25 %', 'Bake 100 %', 'It takes at least 200 requests'], '.path');
  await release.sees(['Before ramp', '0 of 2 given']);
  await release.sees('No evidence yet');
  const link = await release.evaluate<string>(`document.querySelector('a[target=_blank]').href`);
  expect(link).toContain('/workflows/release%2Fsupport-agent');
  await release.leave();
});

test('a look shows each gate: both arms, the difference against its margin, and the evidence against its threshold', async () => {
  const release = await open();
  await release.sees('No evidence yet');
  await story.observe({ kind: 'continue', reason: 'collecting: 412 of 500 requests' }, [ERRORS]);
  await release.sees(
    ['error_rate', 'Collecting', 'Stable 1.1 %', '4,120 requests', 'Candidate 8.1 %', '412 requests'],
    '.gates',
  );
  await release.sees(['Difference +7.0 pp (+4.4 pp to +10.2 pp)', 'margin +1.0 pp', '12 of 80 to roll back'], '.gates');
  await release.sees('Canary 5 % · collecting: 412 of 500 requests', '.standing');
  await release.leave();
});

test('a rollback is followed as it happens, and told to a screen reader', async () => {
  const release = await open();
  await release.sees(['Running', 'canary 5 % has begun']);
  const breached = { ...ERRORS, state: 'breached', eValue: 9_000 } as const;
  await story.observe({ kind: 'rollback', reason: 'error_rate 8.1 %', gate: 'error_rate' }, [breached]);
  await release.sees(['Breached', '9,000 of 80 to roll back']);
  await story.end('rolled_back', {
    actor: 'gate error_rate',
    reason: 'error_rate 8.1 % against 1.1 %',
    gates: [breached],
  });
  await release.sees(['Rolled back', 'error_rate 8.1 % against 1.1 %', 'gate error_rate']);
  await release.sees('Rolled back, Rollback', '[role=status]');
  await release.seesNo('.steering button');
  await release.seesNo('.connection');
  await release.leave();
});

test('whatever the server says is shown as text', async () => {
  const release = await open();
  await story.record('paused', {
    status: 'paused',
    actor: HOSTILE.slice(0, 60),
    reason: HOSTILE,
    details: { note: HOSTILE },
  });
  await story.observe({ kind: 'hold', reason: HOSTILE, resolution: HOSTILE }, [
    gateReport({ metric: 'error_rate', sentence: HOSTILE }),
  ]);
  await release.sees(['Paused', HOSTILE]);
  await release.sees(HOSTILE, '.gates');
  await release.sees([HOSTILE, `note ${HOSTILE}`], '.timeline');
  expect(await release.evaluate(`document.querySelectorAll('main img, main script').length`)).toBe(0);
  expect(await release.page.title()).toContain(ROUTE);
  await release.leave();
});

test('a release that does not exist is told in the words of the control plane', async () => {
  const release = await visit(browser, dashboard.url, '/releases/rel_none');
  await release.sees('There is no release "rel_none"', '[role=alert]');
  await release.page.close();
});

test('the page says when the control plane is away, and goes on by itself when it is back', async () => {
  // A control plane that starts takes a release without a workflow for abandoned.
  await temporalReleaseWorkflows(dashboard.temporal.client).start(story.release);
  const release = await open();
  await release.sees(['Live', 'canary 5 % has begun']);
  await dashboard.stopControl();
  await release.sees(['The control plane does not answer', 'Reconnecting…', 'canary 5 % has begun']);
  await story.record('held', { status: 'held', reason: 'no request for 30 s' });
  await dashboard.startControl();
  await release.sees(['On hold', 'no request for 30 s', 'Live']);
  await release.seesNo('.away');
  await release.page.close();
  await dashboard.temporal.client.workflow.getHandle(story.release.workflowId).terminate();
});

test('the buttons are those that make sense, and what a button does is asked for a reason', async () => {
  const release = await open();
  await release.sees(['Approve', 'Promote', 'Pause', 'Block', 'Abort'], '.steering');
  await story.record('paused', { actor: 'grace', status: 'paused', reason: 'lunch' });
  await story.record('blocked', { actor: 'evaluator', status: 'blocked', reason: 'structured output regression' });
  await release.sees(['Resume', 'Unblock', 'Blocked'], '.release-head');
  expect(await release.text('.steering')).not.toContain('Pause');
  await release.press('Abort', '.steering');
  await release.sees(['Abort support-agent v2', 'All traffic goes back to the stable version'], 'dialog');
  await release.press('Abort', 'dialog');
  expect(await release.evaluate(`document.querySelector('textarea').matches(':invalid')`)).toBe(true);
  await release.page.keyboard.press('Escape');
  await release.seesNo('dialog');
  expect(await release.evaluate('document.activeElement.textContent')).toBe('Abort');
  expect(release.requests.filter((request) => request.method() === 'POST')).toEqual([]);
  await release.leave();
});

test('a button sends the action, the reason and the name; a refusal is shown where it was asked for', async () => {
  const release = await open();
  await release.press('Approve', '.steering');
  await release.sees('Approve support-agent v2 before ramp', 'dialog');
  await release.fill('Comment (optional)', 'read 40 answers');
  await release.fill('Your name, for the record (optional)', 'Grace Hopper');
  await release.press('Approve', 'dialog');
  // No workflow runs for this story: the control plane refuses.
  await release.sees('there is nothing to approve any more', 'dialog [role=alert]');
  const [sent] = release.requests.filter((request) => request.method() === 'POST');
  expect(sent?.url()).toBe(`${dashboard.url}/api/v1/releases/${story.release.id}/approve`);
  expect(JSON.parse((await sent?.fetchPostData()) ?? '')).toEqual({ before: 'ramp', reason: 'read 40 answers' });
  expect(sent?.headers()).toMatchObject({
    'x-tidegate-actor': 'Grace Hopper',
    'idempotency-key': expect.stringMatching(/^\w{32}$/),
  });
  await release.page.close();
});
