import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type Control, createControl } from '../../control/control.ts';
import { randomIds, systemClock } from '../../control/ids.ts';
import { lazyTemporal } from '../../control/lazy-temporal.ts';
import { openDatabase } from '../../store/database.ts';
import { listReleases } from '../../store/releases.ts';
import { BreakableLink } from '../workflows/support/breakable-link.ts';
import { waitFor } from '../support/wait-for.ts';
import { ADMIN_TOKEN, CONFIG, startTestControl, type TestControl } from './test-control.ts';

/* A second control plane on the same store and the same Temporal, whose way to the store can be cut. */

const link = new BreakableLink();
let first: TestControl;
let second: Control;
let secondUrl: string;
const toClose: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  first = await startTestControl();
  await first.call('applyConfiguration', { body: CONFIG });
  const database = openDatabase({ url: await link.to(first.urlOf('tidegate_control')), applicationName: 'second' });
  const temporal = lazyTemporal(first.temporal.config);
  second = createControl({
    database,
    temporal,
    config: first.temporal.config,
    ids: randomIds(systemClock),
    log: pino({ level: 'silent' }),
    adminToken: ADMIN_TOKEN,
    version: '0.0.0',
    reconciler: { everyMs: 3_600_000 },
  });
  secondUrl = await second.listen(0, '127.0.0.1');
  toClose.push(
    () => temporal.connection.close(),
    () => database.end({ timeout: 1 }),
  );
});
afterAll(async () => {
  await second.close();
  for (const close of toClose) await close();
  link.close();
  await first.close();
});

async function start(url: string, key: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/releases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ route: 'support-agent', candidate: { model: 'sim-small' } }),
  });
  await answer.text();
  return answer.status;
}

test('two control planes that are asked at once start one release between them', async () => {
  const urls = [first.url, secondUrl];
  const statuses = await Promise.all(
    Array.from({ length: 8 }, (_, index) => start(urls[index % 2] ?? '', `key-${index}`)),
  );
  expect(statuses.toSorted((one, other) => one - other)).toEqual([201, ...Array<number>(7).fill(409)]);
  await Promise.all([first.control.reconciler.reconcile(), second.reconciler.reconcile()]);
  const releases = await listReleases(first.database, { limit: 10 });
  expect(releases.filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
});

test('a request in whose middle the database is lost is done whole or not at all, and may be sent again', async () => {
  const body = JSON.stringify({ reason: 'the middle of a request' });
  const freeze = async (): Promise<number> => {
    const answer = await fetch(`${secondUrl}/api/v1/freezes`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ADMIN_TOKEN}`,
        'content-type': 'application/json',
        'idempotency-key': 'once',
      },
      body,
    });
    await answer.text();
    return answer.status;
  };
  const count = async (): Promise<number> => (await first.call('listFreezes')).body.items.length;
  await first.database.begin(async (transaction) => {
    // The request waits in its transaction; then its connection is gone.
    await transaction`LOCK TABLE freezes IN ACCESS EXCLUSIVE MODE`;
    const lost = freeze();
    await waitFor(
      async () => {
        const [row] = await first.database<{ waiting: number }[]>`
          SELECT count(*) AS waiting FROM pg_stat_activity WHERE application_name = 'second' AND wait_event_type = 'Lock'`;
        return (row?.waiting ?? 0) > 0;
      },
      { within: '10s', what: 'the request waiting in its transaction' },
    );
    link.cut();
    expect(await lost).toBeGreaterThanOrEqual(500);
  });
  expect(await count()).toBe(0);
  await link.mend();
  // Whether the first one is still under way, nobody can tell: its key is free after a minute.
  await waitFor(async () => (await freeze()) === 409, { within: '20s', what: 'an answer' });
  await first.database`UPDATE idempotency_keys SET created_at = created_at - interval '1 minute' WHERE key = 'once'`;
  expect(await freeze()).toBeLessThan(300);
  expect(await count()).toBe(1);
  expect(await freeze()).toBeLessThan(300);
  expect(await count()).toBe(1);
});
