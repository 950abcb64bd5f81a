import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../support/chromium.ts';
import { waitFor } from '../support/wait-for.ts';
import { givenRoute, ROUTE } from '../store/given.ts';
import { beginStory } from './support/release-story.ts';
import { type RunningDashboard, startDashboard, TOKEN } from './support/running-dashboard.ts';
import { visit } from './support/visit.ts';

let dashboard: RunningDashboard;
let browser: Browser;
beforeAll(async () => {
  [dashboard, browser] = await Promise.all([startDashboard(), launchChromium()]);
  await givenRoute(dashboard.database);
});
afterAll(() => Promise.all([browser.close(), dashboard.close()]));

test('a route, its release and the end of it are seen as they come, without a reload', async () => {
  const overview = await visit(browser, dashboard.url);
  await overview.sees([ROUTE, 'v1', 'openai / gpt-5-mini', 'All traffic on stable', 'No release has ended yet']);

  const story = await beginStory(dashboard.database, { id: 'rel_seen', route: ROUTE });
  await story.publish('started', { stage: 'shadow', weight: 0, reason: 'collecting: 3 of 200 pairs' });
  await overview.sees(['Running', 'Shadow', '10 % mirrored', 'collecting: 3 of 200 pairs', 'v1 stable 100 %']);

  await story.publish('advanced', { stage: 'canary', weight: 0.05, reason: 'collecting: 9 of 200 requests' });
  await overview.sees(['Canary 5 %', 'v2 candidate 5 %', 'v1 stable 95 %', 'collecting: 9 of 200 requests']);

  await story.record('awaiting_approval', { status: 'awaiting_approval', reason: 'waits for 1 approval before ramp' });
  await overview.sees(['Awaiting approval', 'waits for 1 approval before ramp']);
  await overview.sees('Awaiting approval, Canary 5 %', '[role=status]');

  await story.end('rolled_back', { reason: 'error_rate of the candidate 8.1 % against 1.0 %' });
  await overview.sees(['Rolled back', 'error_rate of the candidate 8.1 % against 1.0 %', 'All traffic on stable']);
  await overview.leave();
});

test('a page that shows nothing new gets empty answers', async () => {
  const overview = await visit(browser, dashboard.url);
  await overview.sees(ROUTE);
  const answers = await waitFor(
    () => {
      const polls = overview.requests.filter((request) => request.url().endsWith('/routes?limit=200'));
      const statuses = polls.map((request) => request.response()?.status());
      return statuses.filter((status) => status !== undefined).length >= 3 && statuses;
    },
    { within: '15s', what: 'a third poll' },
  );
  expect(answers.slice(0, 3)).toEqual([200, 304, 304]);
  await overview.leave();
});

test('a link with a token signs in, leaves no token in the address, and lasts for a reload', async () => {
  const overview = await visit(browser, dashboard.url);
  await overview.sees(ROUTE);
  expect(overview.page.url()).toBe(`${dashboard.url}/`);
  await overview.page.reload();
  await overview.sees(ROUTE);
  expect(overview.page.url()).toBe(`${dashboard.url}/`);
  await overview.leave();
});

test('a token that is not valid is refused in the words of the control plane, and a valid one lets in', async () => {
  const signIn = await visit(browser, dashboard.url, '/', { token: null });
  await signIn.fill('Token', 'not-the-token');
  await signIn.press('Sign in');
  await signIn.sees('The token is not valid', '[role=alert]');
  await signIn.fill('Token', TOKEN);
  await signIn.press('Sign in');
  await signIn.sees(ROUTE);
  await signIn.press('Sign out');
  await signIn.sees('Sign in with the admin token');
  expect(signIn.complaints).toEqual([expect.stringContaining('401')]);
  await signIn.page.close();
});

test('a stale token asks to sign in again, and says why', async () => {
  const stale = await visit(browser, dashboard.url, '/', { token: 'a-token-of-last-week' });
  await stale.sees(['Sign in with the admin token', 'The token is not valid']);
  await stale.page.close();
});

test('the first view is timed on loopback', async () => {
  const first = await visit(browser, dashboard.url);
  await first.sees(ROUTE);
  const paint = await first.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()`,
  );
  const routesAt = await first.evaluate<number>(
    `performance.getEntriesByType('resource').find(({ name }) => name.includes('/routes'))?.responseEnd ?? 0`,
  );
  process.stdout.write(`first paint after ${Math.round(paint)} ms, routes there after ${Math.round(routesAt)} ms\n`);
  expect(routesAt).toBeGreaterThan(0);
  await first.leave();
});
