import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { observe } from '../../activities/observe.ts';
import { configFileSchema } from '../../core/config-schema.ts';
import { asReleaseId, asReplicaId, type ReleaseId } from '../../core/ids.ts';
import type { Statistics } from '../../core/llm/statistics.ts';
import { freeze, unfreeze } from '../../store/freezes.ts';
import { writeFlush } from '../../store/outcomes.ts';
import { unwatchRelease, watchRelease } from '../../store/replicas.ts';
import { applyConfig } from '../../store/routes.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import { listObservations } from '../../store/release-events.ts';
import type { Observed } from '../../workflows/contract.ts';
import { givenRelease, givenRoute } from '../store/given.ts';
import { testOutbound } from '../support/outbound.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { waitFor } from '../support/wait-for.ts';
import { attempt, observeInput } from './given.ts';

let store: TestDatabase;
let release: ReleaseRecord;
const dependencies = () => ({ database: store.database, clock: Date, readSecret: () => '', outbound: testOutbound });

beforeAll(async () => {
  store = await createTestDatabase();
  await givenRoute(store.database);
  release = await givenRelease(store.database, asReleaseId('rel_1'), {
    plan: { shadow: 'off', canary: { weight: 0.5, minRequests: 40, minDuration: '0s' }, ramp: [] },
    gates: [{ metric: 'error_rate', maxIncrease: 0.05 }],
  });
});
afterAll(() => store.drop());
beforeEach(async () => {
  await store.database`DELETE FROM outcome_statistics`;
  await store.database`DELETE FROM release_observations`;
  await watchRelease(store.database, release.id);
});

describe('an observation', () => {
  test('returns at once on a verdict that is waited for', async () => {
    await flush(1, { stable: [100, 1], candidate: [60, 40] });
    const observed = await run({});
    expect(observed.verdict).toMatchObject({ kind: 'rollback', gate: 'error_rate' });
    expect(observed.cursor).toEqual({ r1: 1 });
  });

  test('carries on with every other verdict until its checkpoint', async () => {
    await flush(1, { stable: [100, 1], candidate: [60, 40] });
    const observed = await run({ returnOn: ['promote'], checkpointAfterMs: 1_500 });
    expect(observed.verdict.kind).toBe('rollback');
    expect(observed.evidence.looks).toBe(1);
  });

  test('hands over what it knows when it is cancelled', async () => {
    await flush(1, { stable: [100, 1], candidate: [10, 0] });
    const environment = attempt();
    const heartbeats: unknown[] = [];
    environment.on('heartbeat', (details) => heartbeats.push(details));
    const observing: Promise<Observed> = environment.run(observe, dependencies(), observeInput(release));
    await waitFor(() => heartbeats.length > 0, { within: '5s' });
    environment.cancel();
    expect((await observing).gates[0]?.candidate.count).toBe(10);
  });

  test('that crashed is resumed from its last heartbeat, and counts nothing twice', async () => {
    await flush(1, { stable: [100, 1], candidate: [10, 0] });
    const whole = await run({ returnOn: [], checkpointAfterMs: 0 });
    await flush(2, { stable: [100, 1], candidate: [10, 0] });
    const resumed = await run(
      { returnOn: [], checkpointAfterMs: 0 },
      { evidence: whole.evidence, cursor: whole.cursor },
    );
    expect(resumed.gates[0]?.candidate.count).toBe(20);
    expect(resumed.cursor).toEqual({ r1: 2 });
  });

  test.each([null, 'text', {}, { evidence: { format: 99 }, cursor: {} }])(
    'begins where the workflow says when the heartbeat is none of its own: %j',
    async (heartbeat) => {
      await flush(1, { stable: [100, 1], candidate: [10, 0] });
      const observed = await run({ returnOn: [], checkpointAfterMs: 0 }, heartbeat);
      expect(observed.gates[0]?.candidate.count).toBe(10);
    },
  );

  test('that looks renews the watch', async () => {
    await store.database`UPDATE release_watches SET watched_at = now() - interval '1 hour'`;
    await run({ returnOn: [], checkpointAfterMs: 0 });
    const [watch] = await store.database`SELECT 1 FROM release_watches WHERE watched_at > now() - interval '5 s'`;
    expect(watch).toBeDefined();
  });

  test('of a frozen route holds what may go on, and still rolls back what must go back', async () => {
    const frozen = { route: release.route, reason: 'launch day', until: null };
    await freeze(store.database, frozen, 'ana');
    await flush(1, { stable: [4_000, 40], candidate: [4_000, 40] });
    const held = await run({});
    expect(held.verdict).toMatchObject({ kind: 'hold', resolution: 'the freeze ends' });
    expect(held.verdict.reason).toContain(`route "${release.route}" is frozen by ana: launch day`);
    await flush(2, { stable: [4_000, 40], candidate: [100, 900] });
    expect((await run({ returnOn: ['rollback'] })).verdict.kind).toBe('rollback');
    await store.database`DELETE FROM outcome_statistics WHERE sequence = 2`;
    await unfreeze(store.database, frozen, 'ana');
    expect((await run({})).verdict.kind).toBe('promote');
  });

  test('stops the mirroring of a shadow that has spent what it may', async () => {
    const spent = async (): Promise<boolean | undefined> =>
      (await store.database<{ stopped: boolean }[]>`SELECT mirror_stopped AS stopped FROM release_watches`)[0]?.stopped;
    await flush(1, { stable: [100, 1], candidate: [10, 0] });
    const [shadow] = [{ releaseId: release.id, arm: 'shadow', cohort: 'all', weight: 0.5 }] as const;
    const cost_usd = { sum: 2, histogram: { zero: 0, buckets: { '-41': 10 } } };
    const statistics = [{ ...shadow, statistics: { requests: 10, rates: {}, values: { cost_usd } } }];
    await writeFlush(store.database, { replica: asReplicaId('r1'), sequence: 2, statistics, pairs: [], traces: [] });
    const { situation } = observeInput(release);
    const looks = { returnOn: [], checkpointAfterMs: 1_500 };
    await run({ ...looks, situation: { ...situation, stage: 'shadow', maxShadowSpendUsd: 3 } });
    expect(await spent()).toBe(false);
    await run({ ...looks, situation: { ...situation, stage: 'shadow', maxShadowSpendUsd: 1 } });
    expect(await spent()).toBe(true);
  });

  test('finds out that somebody else took the route, and does not take the watch up again', async () => {
    await unwatchRelease(store.database, release.id);
    expect(await run({})).toMatchObject({ lostRoute: true });
    expect(await store.database`SELECT 1 FROM release_watches`).toHaveLength(0);
  });

  test('writes a row when something changed, not at every look', async () => {
    await flush(1, { stable: [100, 1], candidate: [10, 0] });
    await run({ returnOn: [], checkpointAfterMs: 3_200 });
    expect(await listObservations(store.database, release.id, new Date(0), 100)).toHaveLength(1);
  });

  test('that can read nothing judges nothing, renews nothing, and says since when it is blind', async () => {
    await flush(1, { stable: [100, 0], candidate: [100, 0] });
    await store.database`UPDATE release_watches SET watched_at = 'epoch'`;
    await store.database`ALTER TABLE outcome_statistics RENAME TO away`;
    const observed = await run({ checkpointAfterMs: 1_200 });
    await store.database`ALTER TABLE away RENAME TO outcome_statistics`;
    expect(observed.verdict.kind).toBe('hold');
    expect(observed.verdict.reason).toMatch(/^blind for \d s: the evidence can not be read/);
    expect(observed.evidence.looks).toBe(0);
    expect(await store.database`SELECT 1 FROM release_watches WHERE watched_at > 'epoch'`).toHaveLength(0);
  });
});

function run(change: Parameters<typeof observeInput>[1], heartbeat?: unknown): Promise<Observed> {
  return attempt(heartbeat).run(observe, dependencies(), observeInput(release, change));
}

type Counts = readonly [requests: number, errors: number];

async function flush(sequence: number, arms: Record<'stable' | 'candidate', Counts>): Promise<void> {
  if (sequence === 1) await store.database`DELETE FROM flush_cursors`;
  const releaseId: ReleaseId = release.id;
  const statistics = (['stable', 'candidate'] as const).map((arm) => {
    return { releaseId, arm, cohort: 'all', weight: 0.5, statistics: statisticsOf(arms[arm]) };
  });
  await writeFlush(store.database, { replica: asReplicaId('r1'), sequence, statistics, pairs: [], traces: [] });
}

function statisticsOf([requests, events]: Counts): Statistics {
  // Each call is of another unit, so none repeats what another one said.
  return {
    requests,
    rates: { error_rate: { trials: requests, events, fresh: { trials: requests, events } } },
    values: {},
  };
}

describe('an outside metric', () => {
  test('that can not be read holds the release, and never promotes', async () => {
    const file = { routes: [{ id: 'other', stable: { provider: 'openai', model: 'gpt-5-mini' } }] };
    await applyConfig(store.database, configFileSchema.parse(file), { actor: 'ops', mode: 'change' });
    const nowhere = await givenRelease(store.database, asReleaseId('rel_metric'), {
      route: 'other',
      plan: { shadow: 'off', canary: { weight: 0.5, minRequests: 1, minDuration: '0s' }, ramp: [] },
      gates: [{ metric: 'prometheus:shop', maxRatio: 1.2 }],
      metrics: [{ name: 'shop', url: 'http://127.0.0.1:1', query: 'shop{arm="{{arm}}"}' }],
    });
    await watchRelease(store.database, nowhere.id);
    const environment = attempt();
    const input = observeInput(nowhere, { returnOn: ['promote'], checkpointAfterMs: 3_000 });
    const observed: Observed = await environment.run(observe, dependencies(), input);
    expect(observed.verdict.kind).not.toBe('promote');
    expect(JSON.stringify(observed.evidence)).toContain('"failures":1');
  });
});
