import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asReleaseId } from '../../core/ids.ts';
import { recordEvent } from '../../store/release-events.ts';
import { releaseFigures } from '../../store/release-figures.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { givenRelease, givenRoute, ROUTE, rowOf } from './given.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
  await givenRoute(store.database);
  const first = await givenRelease(store.database, asReleaseId('rel_1'));
  const back = {
    row: rowOf(first, 1, { status: 'rolled_back', weight: 0 }),
    type: 'rolled_back',
    details: {},
  } as const;
  await recordEvent(store.database, back, true);
  const second = await givenRelease(store.database, asReleaseId('rel_2'), { candidate: { model: 'gpt-5' } });
  const held = { row: rowOf(second, 1, { status: 'held', weight: 0.05 }), type: 'held', details: {} } as const;
  await recordEvent(store.database, held, false);
});
afterAll(() => store.drop());

test('releases are counted by route and status, ended ones apart from those under way', async () => {
  const figures = await releaseFigures(store.database, 200);
  expect(figures.toSorted((one, other) => one.status.localeCompare(other.status))).toEqual([
    { route: ROUTE, status: 'held', ended: false, releases: 1, weight: 0.05 },
    { route: ROUTE, status: 'rolled_back', ended: true, releases: 1, weight: 0 },
  ]);
});

test('routes beyond the limit are told together', async () => {
  const figures = await releaseFigures(store.database, 0);
  expect(figures.map(({ route }) => route)).toEqual(['other', 'other']);
});
