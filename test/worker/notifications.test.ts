import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { configFileSchema } from '../../core/config-schema.ts';
import type { ReleaseEventType } from '../../core/release/record.ts';
import { insertEvent, recordEvent } from '../../store/release-events.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import { applyConfig } from '../../store/routes.ts';
import { deliverNotifications } from '../../worker/notifications.ts';
import { givenRelease, givenRoute, rowOf } from '../store/given.ts';
import { testOutbound } from '../support/outbound.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

interface Got {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let store: TestDatabase;
let release: ReleaseRecord;
let receiver: Server;
let base: string;
let got: Got[];
let answer: number;
let sequence = 0;

const SECRETS: Readonly<Record<string, string>> = {
  SIGNING: `whsec_${Buffer.from('of-the-receiver').toString('base64')}`,
};
const logged: string[] = [];
const dependencies = () => ({
  database: store.database,
  readSecret: ({ env }: { env: string }) => SECRETS[env] ?? `${base}/secret-path`,
  outbound: testOutbound,
  log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }),
});

beforeAll(async () => {
  store = await createTestDatabase();
  await givenRoute(store.database);
  release = await givenRelease(store.database);
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      got.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answer, { location: '/elsewhere' }).end('taken');
    });
  });
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const notifications = [
    { id: 'all', url: `${base}/all`, secret: { env: 'SIGNING' } },
    { id: 'slack', url: { env: 'SLACK_URL' }, format: 'slack', on: ['rollback'], text: '{route} <{event}>: {reason}' },
    { id: 'other', url: `${base}/other`, routes: ['another-route'] },
    { id: 'off', url: `${base}/off`, enabled: false },
  ];
  await applyConfig(store.database, configFileSchema.parse({ notifications }), { actor: 'ops', mode: 'guarded' });
});
afterAll(async () => {
  await new Promise((resolve) => receiver.close(resolve));
  await store.drop();
});
beforeEach(async () => {
  got = [];
  answer = 200;
  await store.database`DELETE FROM notification_outbox`;
});

async function happens(type: ReleaseEventType, reason: string): Promise<void> {
  sequence += 1;
  await recordEvent(store.database, { row: rowOf(release, sequence, { reason }), type, details: {} }, false);
}

const due = () => store.database`UPDATE notification_outbox SET next_attempt_at = now()`;

test('a stage change is told to whoever wants it, signed as a Standard Webhook', async () => {
  await happens('advanced', 'evidence is in');
  expect(await deliverNotifications(dependencies())).toBe(1);
  expect(got.map(({ path }) => path)).toEqual(['/all']);
  const [first] = got;
  if (first === undefined) throw new Error('nothing was posted');
  const { headers, body } = first;
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = createHmac('sha256', 'of-the-receiver').update(signed).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${expected}`);
  expect(JSON.parse(body)).toMatchObject({
    type: 'release.advanced',
    data: { release: release.id, route: release.route, reason: 'evidence is in', event: 'advanced' },
    text: expect.stringContaining('evidence is in'),
  });
  expect(await deliverNotifications(dependencies())).toBe(0);
});

test('a rollback is told to Slack in the words of the template, escaped, and nothing else is sent there', async () => {
  await happens('rollback_started', 'errors <8.1 %> & more');
  await deliverNotifications(dependencies());
  const slack = got.find(({ path }) => path === '/secret-path');
  expect(JSON.parse(slack?.body ?? '')).toEqual({
    text: `${release.route} <rollback started>: errors &lt;8.1 %&gt; &amp; more`,
  });
  expect(got.map(({ path }) => path).toSorted()).toEqual(['/all', '/secret-path']);
});

test.each([500, 302])(
  'what is answered with %i is tried again later, under the same id, until it is taken',
  async (code) => {
    answer = code;
    await happens('held', 'too little traffic');
    expect(await deliverNotifications(dependencies())).toBe(1);
    expect(await deliverNotifications(dependencies())).toBe(0);
    const [failed] = await store.database<{ error: string; inS: number }[]>`
    SELECT last_error AS error, extract(epoch FROM next_attempt_at - now())::double precision AS "inS" FROM notification_outbox`;
    expect(failed?.error).toBe(`it answered ${code}`);
    expect(failed?.inS).toBeGreaterThan(1);
    answer = 204;
    await due();
    expect(await deliverNotifications(dependencies())).toBe(1);
    await due();
    expect(await deliverNotifications(dependencies())).toBe(0);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(got.map(({ path }) => path)).toEqual(['/all', '/all']);
  },
);

test('two workers deliver each notification once', async () => {
  for (let each = 0; each < 20; each += 1) await happens('advanced', `step ${each}`);
  const counts = await Promise.all([deliverNotifications(dependencies()), deliverNotifications(dependencies())]);
  const rest = await deliverNotifications(dependencies());
  expect(counts.reduce((sum, count) => sum + count, rest)).toBe(20);
  expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(20);
  expect(got).toHaveLength(20);
});

test('a worker that dies in an attempt leaves it to another one', async () => {
  await happens('completed', 'stable now');
  await store.database`UPDATE notification_outbox SET attempts = 1, next_attempt_at = now() + interval '60 s'`;
  expect(await deliverNotifications(dependencies())).toBe(0);
  await due();
  expect(await deliverNotifications(dependencies())).toBe(1);
});

test('an event that is rolled back is told to nobody', async () => {
  const rolledBack = store.database.begin(async (transaction) => {
    sequence += 1;
    await insertEvent(transaction, { row: rowOf(release, sequence), type: 'advanced', details: {} });
    throw new Error('undone');
  });
  await expect(rolledBack).rejects.toThrow('undone');
  expect(await deliverNotifications(dependencies())).toBe(0);
});

test('what nobody takes is given up in the end, said in the log, without its URL', async () => {
  answer = 500;
  await happens('rollback_started', 'errors');
  await store.database`UPDATE notification_outbox SET attempts = 19`;
  await deliverNotifications(dependencies());
  const rows = await store.database`SELECT 1 FROM notification_outbox WHERE given_up_at IS NOT NULL`;
  expect(rows).toHaveLength(2);
  expect(logged.join('')).toContain('a notification could not be delivered');
  expect(logged.join('')).not.toContain('secret-path');
});
