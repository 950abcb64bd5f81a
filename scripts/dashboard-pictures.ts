// `npm run docs:pictures [FOLDER]`: photographs the dashboard for the docs, in a real Chromium, on the real control plane.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../test/support/chromium.ts';
import startServers from '../test/support/jest/start-servers.ts';
import stopServers from '../test/support/jest/stop-servers.ts';
import { type RunningDashboard, startDashboard, TOKEN } from '../test/dashboard/support/running-dashboard.ts';
import { TASK } from '../test/dashboard/support/calls.ts';
import { RAMPING, ROLLED_BACK, tellShowcase } from '../test/dashboard/support/showcase.ts';

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  /** The whole page where it is left out. */
  readonly height?: number;
  before?(page: Page): Promise<void>;
}

const LAPTOP = 1280;
const PHONE = 390;

const PICTURES: readonly Picture[] = [
  { name: 'overview', path: '/', scheme: 'light', width: LAPTOP },
  { name: 'overview-dark', path: '/', scheme: 'dark', width: LAPTOP },
  { name: 'overview-phone', path: '/', scheme: 'light', width: PHONE },
  { name: 'release', path: `/releases/${RAMPING}`, scheme: 'light', width: LAPTOP },
  { name: 'release-dark', path: `/releases/${RAMPING}`, scheme: 'dark', width: LAPTOP, height: 1240 },
  { name: 'release-phone', path: `/releases/${RAMPING}`, scheme: 'dark', width: PHONE, height: 1500 },
  { name: 'rolled-back', path: `/releases/${ROLLED_BACK}`, scheme: 'light', width: LAPTOP, height: 1240 },
  { name: 'start', path: '/start?route=summarise-ticket', scheme: 'light', width: LAPTOP, before: describeRelease },
  { name: 'route', path: '/routes/support-agent', scheme: 'light', width: LAPTOP },
  { name: 'traces', path: `/traces?release=${RAMPING}`, scheme: 'light', width: LAPTOP, height: 900 },
  { name: 'trace', path: `/traces/${TASK}`, scheme: 'light', width: LAPTOP, before: compareAnswers },
  { name: 'trace-phone', path: `/traces/${TASK}`, scheme: 'light', width: PHONE, before: compareAnswers },
  { name: 'budgets', path: '/budgets', scheme: 'light', width: LAPTOP },
  { name: 'audit', path: '/audit', scheme: 'dark', width: LAPTOP, height: 900, before: checkRecord },
  { name: 'freeze', path: '/', scheme: 'light', width: LAPTOP, height: 760, before: askFreeze },
  { name: 'abort', path: `/releases/${RAMPING}`, scheme: 'light', width: LAPTOP, height: 760, before: pressAbort },
];

const FOLDER = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'images');

await startServers();
const dashboard = await startDashboard();
const browser = await launchChromium();
try {
  await tellShowcase(dashboard.database);
  await mkdir(FOLDER, { recursive: true });
  for (const picture of PICTURES) await take(browser, dashboard, picture);
} finally {
  await browser.close();
  await dashboard.close();
  await stopServers();
}

async function take(chromium: Browser, { url }: RunningDashboard, picture: Picture): Promise<void> {
  const page = await chromium.newPage();
  await page.setViewport({ width: picture.width, height: picture.height ?? 800, deviceScaleFactor: 1.5 });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: picture.scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);

  await page.goto(`${url}${picture.path}#token=${TOKEN}`);
  await page.waitForSelector('main h2, main table, main .card');
  await page.waitForNetworkIdle({ idleTime: 300, concurrency: 1 });
  await picture.before?.(page);
  await page.screenshot({ path: `${FOLDER}/${picture.name}.png`, fullPage: picture.height === undefined });
  console.log(`${FOLDER}/${picture.name}.png`);
  await page.close();
}

async function pressAbort(page: Page): Promise<void> {
  await page.locator('button ::-p-text(Abort)').click();
  await page.waitForSelector('dialog[open]');
}

async function describeRelease(page: Page): Promise<void> {
  await page.locator('::-p-aria(Model)').fill('gpt-5-mini');
  await page.waitForSelector('.planned-facts');
  await page.locator('::-p-aria(Calls a minute)').fill('600');
  await page.waitForSelector('.planned-time');
}

async function compareAnswers(page: Page): Promise<void> {
  await page.locator('.span-row ::-p-text(shadow v3)').click();
  await page.locator('button ::-p-text(Read prompts and answers)').click();
  await page.waitForSelector('.comparison');
}

async function checkRecord(page: Page): Promise<void> {
  await page.locator('button ::-p-text(Check the whole record)').click();
  await page.waitForSelector('.verification .told');
}

async function askFreeze(page: Page): Promise<void> {
  await page.locator('button ::-p-text(Freeze all)').click();
  await page.waitForSelector('dialog[open]');
}
