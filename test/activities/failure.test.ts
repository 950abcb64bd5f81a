import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createActivities } from '../../activities/activities.ts';
import { withPublicFailures } from '../../activities/failure.ts';
import { TidegateError } from '../../core/errors.ts';
import { asReleaseId, asRouteId } from '../../core/ids.ts';
import { testOutbound } from '../support/outbound.ts';
import { CANARY, givenRelease, givenRoute, rowOf } from '../store/given.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await createTestDatabase();
  await givenRoute(store.database);
});
afterAll(() => store.drop());

test('a mistake is not tried again: a route that is not there', async () => {
  const release = await givenRelease(store.database);
  const { publish } = createActivities({
    database: store.database,
    clock: Date,
    readSecret: () => '',
    outbound: testOutbound,
  });
  const row = rowOf(release, 1, { route: asRouteId('nobody') });
  const publication = { row, event: 'started', exposure: CANARY, candidateVersion: 2, expectedGeneration: 1 } as const;
  expect(await rejectionOf(publish(publication))).toMatchObject({ nonRetryable: true, type: 'not_found' });
});

test('a workflow of a release that the store does not know is told how releases are started', async () => {
  const { record } = createActivities({
    database: store.database,
    clock: Date,
    readSecret: () => '',
    outbound: testOutbound,
  });
  const row = { ...rowOf({ id: asReleaseId('rel_nobody'), route: asRouteId('support-agent') } as never, 1) };
  const failure = await rejectionOf(record({ row, event: 'started', ended: false }));
  expect(failure).toMatchObject({ nonRetryable: true, type: 'not_found' });
  expect(failure.message).toContain('releases are started through the API or the command line');
});

test('what may pass is tried again', async () => {
  const away = new TidegateError('unavailable', 'Postgres cannot be reached');
  const failing = withPublicFailures(() => Promise.reject(away));
  expect(await rejectionOf(failing(undefined))).toBe(away);
});
