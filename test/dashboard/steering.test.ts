import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { startTestGateway, type TestGateway } from '../control/test-gateway.ts';
import { startTestWorker } from '../control/test-worker.ts';
import { givenRoute, ROUTE } from '../store/given.ts';
import { launchChromium } from '../support/chromium.ts';
import { type RunningDashboard, startDashboard, TOKEN } from './support/running-dashboard.ts';
import { visit } from './support/visit.ts';

/* The whole way: buttons in a browser, the control plane, the workflow, and back to the page. */

let dashboard: RunningDashboard;
let browser: Browser;
let gateway: TestGateway;
let stopWorker: () => Promise<void>;
beforeAll(async () => {
  [dashboard, browser] = await Promise.all([startDashboard(), launchChromium()]);
  await givenRoute(dashboard.database);
  gateway = startTestGateway(dashboard.database);
  stopWorker = await startTestWorker(dashboard.database, dashboard.temporal);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await gateway.stop();
  await stopWorker();
  await dashboard.close();
});

test('a release is paused, resumed and rolled back before the eyes of whoever watches it', async () => {
  const id = await startRelease();
  const release = await visit(browser, dashboard.url, `/releases/${id}`);
  await release.sees(['Running', 'Canary 5 %', 'Live']);

  await release.press('Pause', '.steering');
  await release.fill('Reason (optional)', 'lunch');
  await release.fill('Your name, for the record (optional)', 'Grace');
  await release.press('Pause', 'dialog');
  await release.sees(['Paused', 'lunch', 'Grace']);

  await release.press('Resume', '.steering');
  await release.press('Resume', 'dialog');
  await release.sees(['Running', 'Resumed']);

  gateway.failCandidate(0.5);
  await release.sees(['Rolled back', 'Breached', 'error_rate of the candidate']);
  await release.seesNo('.steering button');
  await release.leave();
}, 60_000);

async function startRelease(): Promise<string> {
  const response = await fetch(`${dashboard.url}/api/v1/releases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      route: ROUTE,
      candidate: { model: 'gpt-5-nano' },
      plan: { shadow: 'off', canary: { weight: 0.05, minDuration: '10m' }, ramp: [], bake: 'off' },
      gates: [{ metric: 'error_rate', maxIncrease: 0.01 }],
    }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}
