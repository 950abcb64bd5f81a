import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../platform/config.ts';
import { freePort } from '../../platform/embedded/ports.ts';
import { Browser } from './browser.ts';
import { CONFIG, startTestControl, type TestControl } from './test-control.ts';
import { CLIENT, type Person, startTestOidcProvider, type TestOidcProvider } from './test-oidc-provider.ts';

const ADA: Person = { sub: 'u1', email: 'ada@example.com', email_verified: true, groups: ['engineering', 'sre'] };
const GRACE: Person = { sub: 'u2', email: 'grace@example.com', email_verified: true, groups: ['product'] };

let control: TestControl;
let provider: TestOidcProvider;
let url: string;

beforeAll(async () => {
  const [port, providerPort] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${port}`;
  provider = await startTestOidcProvider(providerPort, `${url}/auth/callback`);
  const { oidc, publicUrl } = readConfig({
    TIDEGATE_PUBLIC_URL: url,
    TIDEGATE_OIDC_ISSUER: provider.issuer,
    TIDEGATE_OIDC_CLIENT_ID: CLIENT.id,
    TIDEGATE_OIDC_CLIENT_SECRET: CLIENT.secret,
    TIDEGATE_OIDC_LABEL: 'Acme',
    TIDEGATE_OIDC_ROLES: 'platform=admin, sre=operator, product=approver, staff=viewer',
  });
  control = await startTestControl(undefined, { oidc, publicUrl });
  await control.call('applyConfiguration', { body: CONFIG });
}, 60_000);
afterAll(async () => {
  await control.close();
  await provider.close();
});

interface SessionAnswer {
  readonly signIn: { readonly url: string; readonly label: string } | null;
  readonly session: { readonly name: string; readonly role: string; readonly csrfToken: string } | null;
}

const isHome = (path: string) => (address: URL) => address.origin === url && address.pathname === path;
const host = () => new URL(url).host;

async function signedIn(person: Person, returnTo = '/'): Promise<{ browser: Browser; landed: URL }> {
  provider.person = person;
  const browser = new Browser();
  const start = `${url}/auth/login?returnTo=${encodeURIComponent(returnTo)}`;
  const { url: landed } = await browser.open(start, isHome(returnTo.split('?')[0] ?? '/'));
  return { browser, landed };
}

async function sessionOf(browser: Browser): Promise<SessionAnswer> {
  return (await (await browser.send(`${url}/auth/session`)).json()) as SessionAnswer;
}

function freeze(browser: Browser, headers: Record<string, string>): Promise<Response> {
  const body = JSON.stringify({ route: 'support-agent', reason: 'launch day', lasts: '1h' });
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  return browser.send(`${url}/api/v1/freezes`, init);
}

describe('whoever the provider knows signs in', () => {
  test('and comes back to where they were, with the role that their claims map to', async () => {
    const { browser, landed } = await signedIn(ADA, '/releases?status=held');
    expect(landed.href).toBe(`${url}/releases?status=held`);
    const { session, signIn } = await sessionOf(browser);
    expect(session).toMatchObject({ name: 'ada@example.com', role: 'operator' });
    expect(signIn).toEqual({ url: '/auth/login', label: 'Acme' });
    const caller = await (await browser.send(`${url}/api/v1/caller`)).json();
    expect(caller).toMatchObject({ name: 'ada@example.com', role: 'operator', routes: null });
  });

  test('with a cookie that no script reads and no other site sends, of a secret that is nowhere in the store', async () => {
    const { browser } = await signedIn(ADA);
    const cookie = browser.cookie(host(), 'tidegate_session');
    expect(cookie?.attributes).toMatch(/HttpOnly/);
    expect(cookie?.attributes).toMatch(/SameSite=Strict/);
    const rows = await control.database`SELECT to_jsonb(s)::text AS row FROM sessions s`;
    expect(JSON.stringify(rows)).not.toContain(cookie?.value);
    const audit = (await control.call('listAudit', { query: { subject: 'session/ada@example.com' } })).body.items;
    expect(audit[0]).toMatchObject({ action: 'session.start', actor: 'ada@example.com' });
  });

  test.each([
    ['no role is for them', { ...ADA, groups: ['visitors'] }, 'no_role'],
    ['they have no groups', { sub: 'u4', email: 'x@example.com', email_verified: true }, 'no_role'],
    ['nobody has verified their address', { ...ADA, email_verified: false }, 'unverified'],
    ['their name is none', { ...ADA, email: 'a\tb' }, 'no_name'],
  ])('unless %s', async (_why, person, failure) => {
    const { browser, landed } = await signedIn(person);
    expect(landed.href).toBe(`${url}/?signIn=${failure}`);
    expect((await sessionOf(browser)).session).toBeNull();
  });
});

describe('a change by a session comes from the page itself, or is refused', () => {
  test('without its token, with another session’s, and from another site', async () => {
    const { browser } = await signedIn(ADA);
    const other = (await sessionOf((await signedIn(ADA)).browser)).session?.csrfToken ?? '';
    const own = (await sessionOf(browser)).session?.csrfToken ?? '';
    const crossSite = { 'x-csrf-token': own, 'sec-fetch-site': 'cross-site' };
    for (const headers of [{}, { 'x-csrf-token': other }, { 'x-csrf-token': '' }, crossSite]) {
      const refused = await freeze(browser, headers);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ type: 'https://tidegate.dev/problems/forbidden' });
    }
    expect((await freeze(browser, { 'x-csrf-token': own })).status).toBe(200);
    const [entry] = (await control.call('listAudit', { query: { subject: 'route/support-agent', limit: '1' } })).body
      .items;
    expect(entry).toMatchObject({ action: 'freeze.start', actor: 'ada@example.com' });
  });

  test('and within its role', async () => {
    const { browser } = await signedIn(GRACE);
    const { session } = await sessionOf(browser);
    expect((await freeze(browser, { 'x-csrf-token': session?.csrfToken ?? '' })).status).toBe(403);
  });

  test('while a token needs none, and goes before a session', async () => {
    const { browser } = await signedIn(GRACE);
    const issued = await control.call('issueToken', { body: { name: 'ci', role: 'operator' } });
    expect((await freeze(browser, { authorization: `Bearer ${issued.body.secret}` })).status).toBe(200);
  });
});

describe('a session ends', () => {
  test('when they sign out, here and at the provider', async () => {
    const { browser } = await signedIn(ADA);
    const held = browser.cookie(host(), 'tidegate_session')?.value ?? '';
    const { session } = await sessionOf(browser);
    const logout = (headers: Record<string, string>) => browser.send(`${url}/auth/logout`, { method: 'POST', headers });
    expect((await logout({})).status).toBe(403);
    const out = await logout({ 'x-csrf-token': session?.csrfToken ?? '' });
    expect(await out.json()).toMatchObject({ signOutUrl: expect.stringContaining(`${provider.issuer}/session/end`) });
    expect(browser.cookie(host(), 'tidegate_session')).toBeUndefined();
    browser.setCookie(host(), 'tidegate_session', held);
    expect((await browser.send(`${url}/api/v1/caller`)).status).toBe(401);
  });

  test('when its time is over', async () => {
    const { browser } = await signedIn(ADA);
    await control.database`UPDATE sessions SET expires_at = now()`;
    expect((await browser.send(`${url}/api/v1/caller`)).status).toBe(401);
    expect((await sessionOf(browser)).session).toBeNull();
  });
});

describe('a sign-in cannot be slipped in', () => {
  test('by a code without the browser that asked for it, twice, or with another state', async () => {
    provider.person = ADA;
    const browser = new Browser();
    const { url: callback } = await browser.open(`${url}/auth/login`, isHome('/auth/callback'));
    const landing = async (each: Browser, address: string) => (await each.send(address)).headers.get('location');
    expect(await landing(new Browser(), callback.href)).toBe('/?signIn=expired');
    const forged = new URL(callback);
    forged.searchParams.set('state', 'another');
    const other = new Browser();
    await other.send(`${url}/auth/login`);
    expect(await landing(other, forged.href)).toBe('/?signIn=failed');
    expect(await landing(browser, callback.href)).toBe('/');
    expect(await landing(browser, callback.href)).toBe('/?signIn=expired');
  });

  test('and leads to no other site', async () => {
    for (const returnTo of ['https://evil.example', '//evil.example', '/\\evil.example', '/x\nset-cookie:a=b']) {
      provider.person = ADA;
      const { url: landed } = await new Browser().open(
        `${url}/auth/login?returnTo=${encodeURIComponent(returnTo)}`,
        isHome('/'),
      );
      expect(landed.href).toBe(`${url}/`);
    }
  });

  test('what the provider refuses is told', async () => {
    const browser = new Browser();
    await browser.send(`${url}/auth/login`);
    const answer = await browser.send(`${url}/auth/callback?error=access_denied&state=x`);
    expect(answer.headers.get('location')).toBe('/?signIn=refused');
  });
});
