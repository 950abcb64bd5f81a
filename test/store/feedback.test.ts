import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Feedback, FeedbackGiver } from '../../core/evaluation/feedback.ts';
import { feedbackSchema } from '../../core/evaluation/feedback-schema.ts';
import { asReleaseId, asReplicaId, asRouteId, asTraceId, type ReleaseId } from '../../core/ids.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { addStatistics, EMPTY_STATISTICS, type Statistics } from '../../core/llm/statistics.ts';
import { listFeedback, takeFeedback, type TakenFeedback } from '../../store/feedback.ts';
import { joinFeedback } from '../../store/feedback-joins.ts';
import { readEvidence, writeFlush } from '../../store/outcomes.ts';
import { sweepSessions } from '../../store/session-sweeps.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { givenRelease, givenRoute, ROUTE } from './given.ts';

/* What is said of calls is evidence of the arm that served them, each once. */

let store: TestDatabase;
const RELEASE = asReleaseId('rel_1');
beforeAll(async () => {
  store = await createTestDatabase();
  await givenRoute(store.database);
  await givenRelease(store.database, RELEASE, {
    gates: [{ metric: 'thumbs_down_rate', maxIncrease: 0.05, cohortBy: 'tenant' }],
  });
});
afterAll(() => store.drop());

const ACME: FeedbackGiver = { tenant: 'acme', scope: 'tenant acme' };
let spans = 0;

async function served(change: Partial<Outcome> = {}): Promise<Outcome> {
  spans += 1;
  const call: Outcome = {
    requestId: `req_${spans}`,
    traceId: asTraceId(spans.toString(16).padStart(32, '0')),
    spanId: spans.toString(16).padStart(16, '0'),
    startedAtMs: Date.now() - 60_000 + spans,
    route: asRouteId(ROUTE),
    routeVersion: 2,
    releaseId: RELEASE,
    arm: 'candidate',
    weight: 0.1,
    labels: { tenant: 'acme' },
    provider: 'openai',
    requestModel: 'gpt-5-mini',
    responseId: `chatcmpl-${spans}`,
    streamed: false,
    status: 200,
    timedOut: false,
    latencyMs: 100,
    retries: 0,
    cache: 'off',
    evaluations: {},
    counted: true,
    ...change,
  };
  await writeFlush(store.database, {
    replica: asReplicaId('gw_1'),
    sequence: spans,
    statistics: [],
    pairs: [],
    traces: [call],
  });
  return call;
}

function say(given: Partial<Feedback> & { name: string }, giver = ACME): Promise<readonly TakenFeedback[]> {
  return takeFeedback(store.database, giver, 'key key_1', [feedbackSchema.parse(given)]);
}

/** Reads what is new, as the release's observation does, and adds it to what was read before. */
class Reader {
  #cursor = {};
  readonly #release: ReleaseId;

  constructor(release: ReleaseId = RELEASE) {
    this.#release = release;
  }

  async news(arm = 'candidate', cohort = 'all'): Promise<Statistics> {
    const { arms, cursor } = await readEvidence(store.database, this.#release, this.#cursor);
    this.#cursor = cursor;
    return arms
      .filter((entry) => entry.arm === arm && entry.cohort === cohort)
      .reduce((sum, { statistics }) => addStatistics(sum, statistics), EMPTY_STATISTICS);
  }
}

async function onlyNews(): Promise<Reader> {
  const reader = new Reader();
  await reader.news();
  return reader;
}

describe('a label', () => {
  test('counts once for the arm that served the call, at the weight and in the cohort of that time', async () => {
    const reader = await onlyNews();
    const { traceId } = await served({ weight: 0.25 });
    await say({ trace: traceId, name: 'thumbs', value: 'down' });
    await joinFeedback(store.database);
    const { arms } = await readEvidence(store.database, RELEASE, {});
    const rates = { thumbs_down_rate: { trials: 1, events: 1 } };
    for (const cohort of ['all', 'tenant=acme']) {
      expect(arms).toContainEqual({
        arm: 'candidate',
        weight: 0.25,
        cohort,
        statistics: { requests: 0, rates, values: {} },
      });
    }
    expect((await reader.news()).rates).toEqual(rates);
    await joinFeedback(store.database);
    expect(await reader.news()).toEqual(EMPTY_STATISTICS);
  });

  test('that comes again, or changed, an hour later counts once; what was said last is kept', async () => {
    const reader = await onlyNews();
    const { traceId } = await served();
    const [first] = await say({ trace: traceId, name: 'thumbs', value: 'down' });
    await joinFeedback(store.database);
    const [again] = await say({ trace: traceId, name: 'thumbs', value: 'up' });
    await joinFeedback(store.database);
    expect(again).toEqual({ id: first?.id, status: 'known' });
    expect((await reader.news()).rates).toEqual({ thumbs_down_rate: { trials: 1, events: 1 } });
    const [kept] = await listFeedback(store.database, { traceId, limit: 1 });
    expect(kept).toMatchObject({ value: 'up', state: 'joined', counted: true });
  });

  test('that is changed before it was counted counts as it was said last', async () => {
    const reader = await onlyNews();
    const { traceId } = await served();
    await say({ trace: traceId, name: 'thumbs', value: 'down' });
    await say({ trace: traceId, name: 'thumbs', value: 'up' });
    await joinFeedback(store.database);
    expect((await reader.news()).rates).toEqual({ thumbs_down_rate: { trials: 1, events: 0 } });
  });

  test('that is there before its call waits for it', async () => {
    const reader = await onlyNews();
    const traceId = 'a'.repeat(32);
    await say({ trace: traceId, name: 'helpful', value: false });
    expect(await joinFeedback(store.database)).toBe(0);
    await served({ traceId: asTraceId(traceId), startedAtMs: Date.now() - 1_000 });
    await store.database`UPDATE feedback SET next_try_at = clock_timestamp() WHERE subject = ${traceId}`;
    expect(await joinFeedback(store.database)).toBe(1);
    expect((await reader.news()).rates).toEqual({ 'eval_fail_rate:helpful': { trials: 1, events: 1 } });
  });

  test('whose call never comes is given up, and tried again when it is said again', async () => {
    await say({ response: 'never', name: 'thumbs', value: 'up' });
    for (let tries = 0; tries < 14; tries += 1) {
      await store.database`UPDATE feedback SET next_try_at = clock_timestamp() WHERE subject = 'never'`;
      await joinFeedback(store.database);
    }
    const states = () => store.database<{ state: string }[]>`SELECT state FROM feedback WHERE subject = 'never'`;
    expect(await states()).toEqual([{ state: 'unmatched' }]);
    await say({ response: 'never', name: 'thumbs', value: 'up' });
    expect(await states()).toEqual([{ state: 'waiting' }]);
  });

  test('of many who count at once, one does', async () => {
    const reader = await onlyNews();
    for (let index = 0; index < 20; index += 1) {
      const { responseId } = await served();
      await say({ response: responseId, name: 'thumbs', value: index % 4 === 0 ? 'down' : 'up' });
    }
    await Promise.all(Array.from({ length: 6 }, () => joinFeedback(store.database)));
    expect((await reader.news()).rates).toEqual({ thumbs_down_rate: { trials: 20, events: 5 } });
  });
});

describe('whose it is', () => {
  test('a key speaks of the calls of its own tenant and routes only, an operator of all', async () => {
    const { traceId } = await served();
    await say({ trace: traceId, name: 'n', value: 'pass' }, { tenant: 'other', scope: 'tenant other' });
    await say({ trace: traceId, name: 'n', value: 'pass' }, { tenant: null, scope: 'key key_9' });
    await say({ trace: traceId, name: 'n', value: 'pass' }, { ...ACME, routes: ['another-route'] });
    expect(await joinFeedback(store.database)).toBe(0);
    await say({ trace: traceId, name: 'n', value: 'pass' }, { tenant: undefined, scope: 'operator' });
    expect(await joinFeedback(store.database)).toBe(1);
  });

  test('an answer that another target gave is nobody’s own', async () => {
    const reader = await onlyNews();
    const failed = await served({ status: 500, errorType: 'server_error', fallbackTarget: 'stable' });
    await served({ traceId: failed.traceId, arm: 'stable', counted: false });
    await say({ trace: failed.traceId, name: 'thumbs', value: 'down' });
    await joinFeedback(store.database);
    expect(await reader.news()).toEqual(EMPTY_STATISTICS);
    const [kept] = await listFeedback(store.database, { traceId: failed.traceId, limit: 1 });
    expect(kept).toMatchObject({ counted: false, why: 'another target answered in its place' });
  });

  test('what both arms had a part in is nobody’s', async () => {
    const { traceId } = await served({ arm: 'stable' });
    await served({ traceId });
    await say({ trace: traceId, name: 'task', value: 'failed' });
    await joinFeedback(store.database);
    const [kept] = await listFeedback(store.database, { traceId, limit: 1 });
    expect(kept).toMatchObject({ counted: false, why: 'both arms had a part in it' });
  });

  test('a mirrored answer that nobody saw is not what was meant', async () => {
    const reader = await onlyNews();
    const { traceId } = await served({ arm: 'stable' });
    await served({ traceId, arm: 'shadow' });
    await say({ trace: traceId, name: 'thumbs', value: 'down' });
    await joinFeedback(store.database);
    expect((await reader.news('stable')).rates).toEqual({ thumbs_down_rate: { trials: 1, events: 1 } });
  });
});

describe('a session that goes quiet', () => {
  const IDLE_MS = 1_800_000;
  const longAgo = () => Date.now() - IDLE_MS - 60_000;
  const sweep = async (release: ReleaseId): Promise<void> => {
    await store.database`UPDATE releases SET requested_at = now() - interval '1 day' WHERE id = ${release}`;
    await store.database`DELETE FROM session_sweeps`;
    await sweepSessions(store.database, release, IDLE_MS);
    await joinFeedback(store.database);
  };

  test('was abandoned where nobody said how it ended; each session once', async () => {
    const reader = await onlyNews();
    for (const session of ['s-lost', 's-done', 's-escalated']) await served({ session, startedAtMs: longAgo() });
    await served({ session: 's-lost', startedAtMs: longAgo() + 5_000 });
    await served({ session: 's-alive' });
    await say({ session: 's-done', name: 'task', value: 'completed' });
    await say({ session: 's-escalated', name: 'escalated', value: true });
    await joinFeedback(store.database);
    await sweep(RELEASE);
    await sweep(RELEASE);
    expect((await reader.news()).rates).toEqual({
      task_failure_rate: { trials: 1, events: 0 },
      abandon_rate: { trials: 3, events: 1 },
      escalation_rate: { trials: 3, events: 1 },
      override_rate: { trials: 3, events: 0 },
    });
  });

  test('is another one for another tenant', async () => {
    const reader = await onlyNews();
    await served({ session: 's-same', startedAtMs: longAgo() });
    await served({ session: 's-same', startedAtMs: longAgo(), labels: { tenant: 'umbrella' } });
    await sweep(RELEASE);
    expect((await reader.news()).rates['abandon_rate']).toEqual({ trials: 2, events: 2 });
  });
});
