import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { readConfig } from '../../platform/config.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { CLIENT, startTestOidcProvider, type TestOidcProvider } from '../control/test-oidc-provider.ts';
import { givenRoute, ROUTE } from '../store/given.ts';
import { launchChromium } from '../support/chromium.ts';
import { type RunningDashboard, startDashboard } from './support/running-dashboard.ts';
import { visit } from './support/visit.ts';

let dashboard: RunningDashboard;
let provider: TestOidcProvider;
let browser: Browser;
beforeAll(async () => {
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  provider = await startTestOidcProvider(await freePort(), `${publicUrl}/auth/callback`);
  const config = readConfig({
    TIDEGATE_PUBLIC_URL: publicUrl,
    TIDEGATE_OIDC_ISSUER: provider.issuer,
    TIDEGATE_OIDC_CLIENT_ID: CLIENT.id,
    TIDEGATE_OIDC_CLIENT_SECRET: CLIENT.secret,
    TIDEGATE_OIDC_LABEL: 'Acme',
    TIDEGATE_OIDC_ROLES: 'sre=operator',
  });
  [dashboard, browser] = await Promise.all([
    startDashboard({ oidc: config.oidc, publicUrl: config.publicUrl }),
    launchChromium(),
  ]);
  await givenRoute(dashboard.database);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await dashboard.close();
  await provider.close();
});

test('whoever the provider knows signs in, comes back to where they were, acts in their own name, and signs out', async () => {
  provider.person = { sub: 'u1', email: 'ada@example.com', email_verified: true, groups: ['sre'] };
  const view = await visit(browser, dashboard.url, '/audit?subject=route%2Fsupport-agent', { token: null });
  await view.page.locator('a ::-p-text(Sign in with Acme)').click();
  await view.sees(['ada@example.com', 'operator', 'route/support-agent']);
  expect(view.page.url()).toBe(`${dashboard.url}/audit?subject=route%2Fsupport-agent`);

  await view.page.goto(dashboard.url);
  await view.sees(ROUTE);
  await view.press('Freeze all…');
  await view.fill('Reason', 'launch day');
  await view.seesNo('#name');
  await view.press('Freeze', 'dialog');
  await view.sees('by ada@example.com', '.freezes');

  await Promise.all([view.page.waitForNavigation(), view.press('Sign out')]);
  await view.page.goto(dashboard.url);
  await view.sees('Sign in with Acme');
  await view.page.close();
});

test('whoever falls under no role is told so, and may still use a token', async () => {
  provider.person = { sub: 'u2', email: 'eve@example.com', email_verified: true, groups: ['guests'] };
  const view = await visit(browser, dashboard.url, '/', { token: null });
  await view.page.locator('a ::-p-text(Sign in with Acme)').click();
  await view.sees('no role is set up for you here', '[role=alert]');
  await view.sees('Or sign in with a token');
  await view.page.close();
});
