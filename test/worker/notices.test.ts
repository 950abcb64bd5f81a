import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { configFileSchema } from '../../core/config-schema.ts';
import { messageOf, type NotifiedEvent } from '../../core/notify/message.ts';
import { recordLimitEvents } from '../../store/limit-counters.ts';
import { remindOfApprovals, tellLimits } from '../../store/notices.ts';
import { recordEvent } from '../../store/release-events.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import { applyConfig } from '../../store/routes.ts';
import { givenRelease, givenRoute, rowOf } from '../store/given.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let store: TestDatabase;
let release: ReleaseRecord;
beforeAll(async () => {
  store = await createTestDatabase();
  await givenRoute(store.database);
  release = await givenRelease(store.database);
  const url = 'http://127.0.0.1:1/';
  const notifications = [
    { id: 'all', url },
    { id: 'money', url, on: ['budget'] },
    { id: 'one-route', url, routes: [release.route] },
  ];
  await applyConfig(store.database, configFileSchema.parse({ notifications }), { actor: 'ops', mode: 'guarded' });
});
afterAll(() => store.drop());
beforeEach(() => store.database`DELETE FROM notification_outbox`);

const outbox = () =>
  store.database<{ target: string; event: NotifiedEvent }[]>`SELECT target, event FROM notification_outbox ORDER BY id`;

const spent = (counter: string, level: 'warn' | 'reached') => ({
  counter,
  level,
  limitId: 'monthly',
  windowStartMs: Date.parse('2026-11-01T00:00:00Z'),
  measure: 'usd' as const,
  used: 81.5,
  max: 100,
});

test('what a limit has come to is told once, to those who want to hear of budgets, whoever tells it', async () => {
  await recordLimitEvents(store.database, [spent('monthly/acme', 'warn')]);
  const told = await Promise.all([tellLimits(store.database), tellLimits(store.database)]);
  expect(told.reduce((sum, count) => sum + count)).toBe(1);
  await recordLimitEvents(store.database, [spent('monthly/acme', 'warn')]);
  expect(await tellLimits(store.database)).toBe(0);
  const rows = await outbox();
  expect(rows.map(({ target }) => target)).toEqual(['all', 'money']);
  const [first] = rows;
  if (first === undefined) throw new Error('nothing was told');
  expect(messageOf({ format: 'standard', text: '{route} only' }, first.event, new Date(0))).toMatchObject({
    type: 'limit.warning',
    data: { limit: 'monthly', used: 81.5, max: 100 },
    text: 'limit monthly: 81.5 of 100 usd of monthly/acme since 2026-11-01T00:00:00.000Z are used',
  });
});

test('its end is another event than its warning', async () => {
  await recordLimitEvents(store.database, [spent('monthly/other', 'warn'), spent('monthly/other', 'reached')]);
  expect(await tellLimits(store.database)).toBe(2);
  const events = (await outbox()).map(({ event }) => event.event);
  expect(new Set(events)).toEqual(new Set(['limit_warning', 'limit_reached']));
});

async function happened(sequence: number, agoMs: number, event: Parameters<typeof recordEvent>[1]): Promise<void> {
  await recordEvent(store.database, event, false);
  await store.database`
    UPDATE release_events SET at = clock_timestamp() - ${agoMs} * interval '1 millisecond'
    WHERE release_id = ${release.id} AND sequence = ${sequence}`;
  await store.database`DELETE FROM notification_outbox`;
}

test('who is waited for is asked again every four hours, once each time', async () => {
  const row = rowOf(release, 1, { status: 'awaiting_approval', reason: 'waits for 1 approval before ramp' });
  await happened(1, 3_600_000, { row, type: 'awaiting_approval', details: {} });
  expect(await remindOfApprovals(store.database)).toBe(0);
  await store.database`UPDATE release_events SET at = at - interval '4 hours' WHERE release_id = ${release.id}`;
  const asked = await Promise.all([remindOfApprovals(store.database), remindOfApprovals(store.database)]);
  expect(asked.reduce((sum, count) => sum + count)).toBe(1);
  expect(await remindOfApprovals(store.database)).toBe(0);
  const rows = await outbox();
  expect(rows.map(({ target }) => target)).toEqual(['all', 'one-route']);
  expect(rows[0]?.event).toMatchObject({ event: 'approval_reminder', release: release.id, route: release.route });
  expect(rows[0]?.event.reason).toContain('waits for 1 approval before ramp');
  await store.database`UPDATE release_events SET at = at - interval '4 hours' WHERE release_id = ${release.id}`;
  expect(await remindOfApprovals(store.database)).toBe(1);
});

test('an approval that lapses before its stage has come is told of, once; one whose stage has come is not', async () => {
  const expiresAt = new Date(Date.now() + 600_000).toISOString();
  const approved = { before: 'ramp', expiresAt };
  const row = rowOf(release, 2, { actor: 'bo', status: 'running' });
  await happened(2, 23 * 3_600_000, { row, type: 'approved', details: approved });
  expect(await remindOfApprovals(store.database)).toBe(1);
  expect(await remindOfApprovals(store.database)).toBe(0);
  expect((await outbox())[0]?.event).toMatchObject({
    event: 'approval_expiring',
    reason: `the approval of bo before ramp counts until ${expiresAt}`,
  });
  const later = rowOf(release, 3, { actor: 'cy', stage: 'ramp', weight: 0.25 });
  await happened(3, 0, { row: later, type: 'advanced', details: {}, snapshotVersion: 9 });
  await happened(4, 23 * 3_600_000, { row: rowOf(release, 4, { actor: 'cy' }), type: 'approved', details: approved });
  expect(await remindOfApprovals(store.database)).toBe(0);
});
