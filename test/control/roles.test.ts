import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OPERATIONS, type OperationId } from '../../control/api/contract/operations.ts';
import { asReleaseId } from '../../core/ids.ts';
import { type Role, ROLES } from '../../core/access/roles.ts';
import { givenRelease, givenRoute, ROUTE } from '../store/given.ts';
import { startTestControl, type TestControl } from './test-control.ts';

let control: TestControl;
const tokens = new Map<Role, string>();

beforeAll(async () => {
  control = await startTestControl();
  for (const role of ROLES) tokens.set(role, await issue({ name: `${role}@example.com`, role }));
  await givenRoute(control.database);
  await givenRelease(control.database, asReleaseId('rel_ours'));
});
afterAll(() => control.close());

async function issue(body: object): Promise<string> {
  return (await control.call('issueToken', { body })).body.secret;
}

/** Written out a second time, by hand: the table of roles is held to it, call by call. */
const OPERATOR = ['startRelease', 'pauseRelease', 'resumeRelease', 'promoteRelease', 'abortRelease', 'blockRelease'];
const ALLOWED: Readonly<Record<Exclude<Role, 'admin' | 'viewer'>, readonly string[]>> = {
  operator: [
    ...OPERATOR,
    'unblockRelease',
    'freeze',
    'unfreeze',
    'rollbackRoute',
    'giveFeedback',
    'listFeedback',
    'readTraceBodies',
  ],
  approver: ['approveRelease', 'listFeedback', 'readTraceBodies'],
};
const NOT_FOR_VIEWERS = ['listFeedback', 'readTraceBodies', 'listTokens'];

function isAllowed(role: Role, id: OperationId): boolean {
  if (role === 'admin') return true;
  const harmless = (OPERATIONS[id].method === 'get' || id === 'previewRelease') && !NOT_FOR_VIEWERS.includes(id);
  return harmless || (role !== 'viewer' && ALLOWED[role].includes(id));
}

const NOBODY = { routeId: 'nobody', releaseId: 'rel_nobody', keyId: 'key_nobody', tokenId: 'tok_nobody' };
const params = { ...NOBODY, traceId: '0'.repeat(32) };
const cases = ROLES.flatMap((role) => (Object.keys(OPERATIONS) as OperationId[]).map((id) => [role, id] as const));

test.each(cases)('the role %s may call %s exactly where the table says so', async (role, id) => {
  const { status } = await control.call(id, { params, token: tokens.get(role) ?? '', body: { nonsense: true } });
  expect(status === 403).toBe(!isAllowed(role, id));
  expect([401, 500]).not.toContain(status);
});

test('a refusal says which role it takes', async () => {
  const { problem } = await control.call('startRelease', { token: tokens.get('viewer') ?? '' });
  expect(problem.detail).toBe("Your token's role is viewer: this takes operator or admin (start_release)");
});

test('who may not read what people wrote may not search it for words either', async () => {
  const query = { text: 'secret' };
  expect((await control.call('listTraces', { query, token: tokens.get('viewer') ?? '' })).status).toBe(403);
  expect((await control.call('summarizeSteps', { query, token: tokens.get('viewer') ?? '' })).status).toBe(403);
  expect((await control.call('listTraces', { query, token: tokens.get('operator') ?? '' })).status).toBe(200);
});

test('a token acts in its own name, whatever the header says, and knows what it may', async () => {
  const token = tokens.get('operator') ?? '';
  const headers = { 'x-tidegate-actor': 'somebody-else' };
  await control.call('listTraces', { token, headers, query: { text: 'word' } });
  const [entry] = (await control.call('listAudit', { query: { subject: 'traces', limit: '1' } })).body.items;
  expect(entry?.actor).toBe('operator@example.com');
  const caller = (await control.call('getCaller', { token })).body;
  expect(caller).toMatchObject({ name: 'operator@example.com', role: 'operator', routes: null });
  expect(caller.permissions).toContain('start_release');
  expect(caller.permissions).not.toContain('approve_release');
});

describe('a token for some routes', () => {
  let ours: string;
  let other: string;
  beforeAll(async () => {
    ours = await issue({ name: 'ours', role: 'admin', routes: [ROUTE] });
    other = await issue({ name: 'other', role: 'admin', routes: ['another-route'] });
  });

  test.each([
    ['getRoute', { params: { routeId: ROUTE } }],
    ['getRelease', { params: { releaseId: 'rel_ours' } }],
    ['listTraces', { query: { route: ROUTE } }],
  ] as const)('reaches its own (%s), and no other token does', async (id, input) => {
    expect((await control.call(id, { ...input, token: ours })).status).toBe(200);
    expect((await control.call(id, { ...input, token: other })).status).toBe(403);
  });

  test('finds only its own in lists', async () => {
    const idsOf = async (token: string) => [
      (await control.call('listRoutes', { token })).body.items.map(({ id }) => id),
      (await control.call('listReleases', { token })).body.items.map(({ id }) => id),
    ];
    expect(await idsOf(ours)).toEqual([[ROUTE], ['rel_ours']]);
    expect(await idsOf(other)).toEqual([[], []]);
  });

  test('starts, steers and rolls back nothing of another route, and learns of none', async () => {
    const refused = [
      await control.call('startRelease', { token: other, body: { route: ROUTE, candidate: { model: 'x' } } }),
      await control.call('rollbackRoute', { token: other, params: { routeId: ROUTE } }),
      await control.call('abortRelease', { token: other, params: { releaseId: 'rel_ours' } }),
      await control.call('abortRelease', { token: other, params: { releaseId: 'rel_none' } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(refused[2]?.problem.detail).toContain('not for "rel_ours"');
    expect(refused[3]?.problem.detail).toContain('not for "rel_none"');
  });

  test('makes no call that concerns every route', async () => {
    for (const id of ['applyConfiguration', 'listTokens', 'listAudit', 'listTraces', 'deletePerson'] as const) {
      const body = id === 'deletePerson' ? { user: 'x', reason: 'asked' } : {};
      const { status, problem } = await control.call(id, { token: ours, body });
      expect([id, status]).toEqual([id, 403]);
      expect(problem.detail).toContain('name its route');
    }
  });
});

describe('a token ends', () => {
  test('when it is revoked, and its text is nowhere in the store', async () => {
    const { id, secret } = (await control.call('issueToken', { body: { name: 'leaver', role: 'viewer' } })).body;
    expect((await control.call('getCaller', { token: secret })).status).toBe(200);
    const revoked = await control.call('revokeToken', { params: { tokenId: id }, body: { reason: 'left' } });
    expect(revoked.body.revokedAt).not.toBeNull();
    expect((await control.call('getCaller', { token: secret })).status).toBe(401);
    const [row] = await control.database`SELECT to_jsonb(t)::text AS row FROM access_tokens t WHERE id = ${id}`;
    expect(JSON.stringify(row)).not.toContain(secret);
    const audit = (await control.call('listAudit', { query: { subject: `token/${id}` } })).body.items;
    expect(audit.map(({ action, reason }) => [action, reason])).toEqual([
      ['token.revoke', 'left'],
      ['token.issue', 'token issued to leaver'],
    ]);
    expect(JSON.stringify(audit)).not.toContain(secret);
  });

  test('when its time is over', async () => {
    const secret = await issue({ name: 'short', role: 'viewer', validFor: '0s' });
    expect((await control.call('getCaller', { token: secret })).status).toBe(401);
  });
});
