import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Result } from 'axe-core';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../support/chromium.ts';
import { type RunningDashboard, startDashboard } from './support/running-dashboard.ts';
import { TASK } from './support/calls.ts';
import { RAMPING, ROLLED_BACK, tellShowcase } from './support/showcase.ts';
import { visit, type Visit, type VisitOptions } from './support/visit.ts';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = 390;

let dashboard: RunningDashboard;
let browser: Browser;
beforeAll(async () => {
  [dashboard, browser] = await Promise.all([startDashboard(), launchChromium()]);
  await tellShowcase(dashboard.database);
});
afterAll(() => Promise.all([browser.close(), dashboard.close()]));

/** Every kind of view, each with what is to be seen before it is judged. */
const VIEWS = {
  'the sign-in': async (options: VisitOptions) => {
    const view = await visit(browser, dashboard.url, '/', { ...options, token: null });
    await view.sees('Sign in with the admin token');
    return view;
  },
  'the overview': async (options: VisitOptions) => {
    const view = await visit(browser, dashboard.url, '/', options);
    await view.sees(['support-agent', 'Rolled back']);
    return view;
  },
  'a release under way': (options: VisitOptions) => openRelease(RAMPING, options),
  'a release that was rolled back': (options: VisitOptions) => openRelease(ROLLED_BACK, options),
  calls: async (options: VisitOptions) => {
    const view = await visit(browser, dashboard.url, '/traces', options);
    await view.sees(['shadow v3', 'Timed out']);
    return view;
  },
  'a trace with its answers side by side': async (options: VisitOptions) => {
    const view = await visit(browser, dashboard.url, `/traces/${TASK}`, options);
    await view.page.locator('.span-row ::-p-text(shadow v3)').click();
    await view.press('Read prompts and answers');
    await view.page.waitForSelector('.comparison');
    return view;
  },
  'the form that starts a release': async (options: VisitOptions) => {
    const view = await visit(browser, dashboard.url, '/start?route=summarise-ticket', options);
    await view.fill('Model', 'gpt-5-mini');
    await view.sees('Differs from stable');
    await view.fill('Calls a minute', '600');
    await view.sees('What can be detected');
    await view.press('Set gates of its own');
    return view;
  },
  'a route': async (options: VisitOptions) => {
    const view = await visit(browser, dashboard.url, '/routes/support-agent', options);
    await view.sees(['Errors of stable', 'Versions']);
    return view;
  },
  budgets: async (options: VisitOptions) => {
    const view = await visit(browser, dashboard.url, '/budgets', options);
    await view.sees(['support-spend', '18,240']);
    return view;
  },
  'the audit record': async (options: VisitOptions) => {
    const view = await visit(browser, dashboard.url, '/audit', options);
    await view.sees('release.started');
    await view.press('Check the whole record');
    await view.sees('Whole:');
    return view;
  },
  'a question for a reason': async (options: VisitOptions) => {
    const view = await openRelease(RAMPING, options);
    await view.press('Abort', '.steering');
    await view.page.waitForSelector('dialog[open]');
    return view;
  },
} as const;

async function openRelease(id: string, options: VisitOptions): Promise<Visit> {
  const view = await visit(browser, dashboard.url, `/releases/${id}`, options);
  await view.sees(['Weight over time', 'Timeline', 'latency_p95']);
  await view.page.waitForSelector('.gate canvas');
  return view;
}

test.each(Object.entries(VIEWS))(
  '%s has nothing in it that axe objects to, in light, in dark and on a phone, which it fits',
  async (_, open) => {
    const view = await open({ scheme: 'light' });
    expect(await objections(view)).toEqual([]);
    await view.wear('dark');
    expect(await objections(view)).toEqual([]);
    await view.page.setViewport({ width: PHONE, height: 800 });
    await view.page.waitForFunction(`innerWidth === ${PHONE}`);
    // Plots follow their box in the next frame.
    await view.page.waitForFunction(`document.documentElement.scrollWidth === ${PHONE}`, { timeout: 10_000 });
    expect(await objections(view)).toEqual([]);
    await view.leave();
  },
);

test('the keyboard alone gets from the top of the page to a release, and to a decision about it', async () => {
  const view = await VIEWS['the overview']({});
  const { keyboard } = view.page;
  const focused = () => view.evaluate<string>(`document.activeElement.innerText.trim().replaceAll(/\\s+/g, ' ')`);
  const reached: string[] = [];
  while (reached.at(-1) !== 'Watch release of support-agent' && reached.length < 30) {
    await keyboard.press('Tab');
    reached.push(await focused());
  }
  expect(reached.slice(0, 7)).toEqual([
    'Skip to content',
    'tidegate',
    'Routes',
    'Traces',
    'Budgets',
    'Audit',
    'Sign out',
  ]);
  await keyboard.press('Enter');
  await view.sees('support-agent v1 → v3');
  while ((await focused()) !== 'Pause') await keyboard.press('Tab');
  await keyboard.press('Enter');
  await view.sees('Pause support-agent v3', 'dialog');
  await keyboard.press('Escape');
  await view.seesNo('dialog');
  expect(await focused()).toBe('Pause');
  await view.leave();
});

/** What axe calls serious or critical, with where it is. */
async function objections(view: Visit): Promise<string[]> {
  await view.evaluate(AXE);
  const violations = await view.evaluate<Result[]>('axe.run(document).then((results) => results.violations)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
