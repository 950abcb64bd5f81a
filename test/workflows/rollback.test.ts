import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { LEASE } from '../../core/route/snapshot.ts';
import { waitFor } from '../support/wait-for.ts';
import { BEAT_EVERY_MS } from './support/fake-replica.ts';
import { openStage, type Stage } from './support/stage.ts';

jest.setTimeout(120_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

const LONG_CANARY = { shadow: 'off', canary: { weight: 0.1, minRequests: 100_000 } } as const;

test('a candidate that fails 30 % of its calls at 10 % of 50 requests/s is off every replica within 10 s', async () => {
  const release = await stage.givenRelease().withTraffic(50).with({ plan: LONG_CANARY }).underWay();
  const { allOnStableMs } = await release.whenErrorsRiseTo(0.3).thenItRollsBackWithin('10s');
  expect(allOnStableMs).toBeLessThan(10_000);
});

test('a rollback says which gate, with its numbers, and how long the replicas took', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).withCandidate({ errorRate: 0.4 }).started();
  const { reason } = await release.thenItEnds('rolled_back');
  expect(reason).toMatch(/error_rate of the candidate \d+\.\d % against \d\.\d % .* e-value [\d,.e]+ of 20 needed/);
  const timeline = await release.timeline();
  expect(timeline.find((event) => event.type === 'rollback_started')).toMatchObject({
    actor: 'gate error_rate',
    weight: 0,
  });
  expect(timeline.at(-1)).toMatchObject({ type: 'rolled_back', details: { replicas: 2, tookMs: expect.any(Number) } });
});

test('a candidate that breaks in shadow never serves anybody', async () => {
  const plan = { shadow: { rate: 0.5, minPairs: 100_000 } };
  const release = await stage.givenRelease().with({ plan }).withCandidate({ errorRate: 0.5 }).started();
  await release.thenItEnds('rolled_back');
  expect((await release.timeline()).every((event) => event.weight === 0)).toBe(true);
});

test('a rollback is not done before the last live replica has acknowledged it', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  const [, slow] = release.replicas;
  if (slow === undefined) throw new Error('no second replica');
  slow.applies = false;
  await release.whenErrorsRiseTo(0.5).happens('rollback_started');
  const beats = slow.beats + (2 * LEASE.replicaMs) / BEAT_EVERY_MS;
  await waitFor(() => slow.beats >= beats, { within: '60s', what: 'twice the time of a lease' });
  expect(await release.stored()).toMatchObject({ status: 'rolling_back', endedAt: null });
  slow.applies = true;
  await release.thenItEnds('rolled_back');
});

test('a silent replica holds a rollback up for its lease only, and serves stable by then', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  const [, silent] = release.replicas;
  if (silent === undefined) throw new Error('no second replica');
  silent.connected = false;
  await release.whenErrorsRiseTo(0.5).thenItRollsBackWithin('15s');
  expect(silent.serving(release.route)).toBeUndefined();
});

test('an incident on both arms holds the release and does not blame the candidate', async () => {
  const release = await stage.givenRelease().with({ plan: LONG_CANARY }).underWay();
  await release.shows(({ progress }) => (progress.gates[0]?.stable.count ?? 0) > 500);
  release.whenErrorsRiseTo(0.6).whenStableErrorsRiseTo(0.6);
  const held = await release.happens('held');
  expect(held.reason).toContain('stable itself has an incident');
  expect(await release.events()).not.toContain('rollback_started');
  release.whenErrorsRiseTo(0.01).whenStableErrorsRiseTo(0.01);
  expect((await release.happens('hold_cleared')).status).toBe('running');
});
