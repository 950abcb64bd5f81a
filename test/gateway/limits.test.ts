import { afterEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { MemoryCounters, type Operation, type Verdict } from '../../core/limits/counters.ts';
import type { LimitEvent } from '../../core/limits/event.ts';
import type { CounterStore } from '../../gateway/limits/counter-store.ts';
import { rejectionOf } from '../support/error-of.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Given, QUESTION, ROUTE, World } from './given.ts';
import { TestClock } from './test-clock.ts';

/** Counters that a test can look into, take away and hold up. */
class TestCounters implements CounterStore {
  readonly memory = new MemoryCounters();
  readonly operations: Operation[] = [];
  away: 'refuses' | 'hangs' | undefined;

  async apply(operations: readonly Operation[]): Promise<readonly Verdict[]> {
    if (this.away === 'refuses') throw new Error('ECONNREFUSED');
    if (this.away === 'hangs') return new Promise(() => undefined);
    this.operations.push(...operations);
    return operations.map((operation) => this.memory.apply(operation));
  }

  sum(start: string): number {
    const counter = this.operations.flatMap(({ entries }) => entries).find((entry) => entry.counter.startsWith(start));
    return counter === undefined ? 0 : this.memory.read({ counter: counter.counter, from: 0 }).sum;
  }
}

let world: World;
let counters: TestCounters;
afterEach(() => world.end());

async function given(more: Given): Promise<void> {
  counters = new TestCounters();
  world = await World.given({ counters, ...more });
}

const ask = (fields: object = {}, options: object = {}) =>
  world.client.chat.completions
    .create({ model: ROUTE, messages: QUESTION, ...fields } as OpenAI.ChatCompletionCreateParamsNonStreaming, options)
    .withResponse();
const drain = async (fields: object = {}): Promise<void> => {
  const stream = await world.client.chat.completions.create({
    model: ROUTE,
    messages: QUESTION,
    stream: true,
    ...fields,
  });
  for await (const _chunk of stream);
};
const refused = async (fields: object = {}, options: object = {}): Promise<InstanceType<typeof OpenAI.APIError>> =>
  (await rejectionOf(ask(fields, options))) as InstanceType<typeof OpenAI.APIError>;

describe('a limit that is reached', () => {
  test('is told as OpenAI tells it, with the time to wait, and the route works again after that', async () => {
    const clock = new TestClock();
    await given({ clock, limits: [{ id: 'rpm', measure: 'requests', max: 2, window: 'minute', per: ['tenant'] }] });
    const { response } = await ask();
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('2');
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('1');
    expect(response.headers.get('x-ratelimit-reset-requests')).toMatch(/^(1m)?\d+s$/);
    await ask();
    const error = await refused();
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'requests' });
    const waitMs = Number(error.headers?.get('retry-after-ms'));
    expect(waitMs).toBeGreaterThan(50_000);
    clock.wallAheadMs += waitMs;
    await ask();
  });

  test.each([
    [
      'the key',
      {
        key: {
          limits: [{ id: 'k', measure: 'requests', max: 1, window: 'day', warnAt: 0.8, onStoreFailure: 'local' }],
        },
      },
    ],
    ['the route', { stable: { budgets: { limits: [{ id: 'r', measure: 'requests', max: 1, window: 'day' }] } } }],
    [
      'the configuration',
      { limits: [{ id: 'c', measure: 'requests', max: 1, window: 'day', only: { tenant: ['acme'] } }] },
    ],
  ] as [string, Given][])('may be of %s', async (_whose, limits) => {
    await given(limits);
    await ask();
    const error = await refused();
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    // Nobody should try again within seconds what comes back tomorrow.
    expect(error.headers?.get('x-should-retry')).toBe(error.message.includes(' s.') ? 'true' : 'false');
  });

  test('is not one of others', async () => {
    await given({ limits: [{ id: 'c', measure: 'requests', max: 1, window: 'day', only: { tenant: ['globex'] } }] });
    for (let call = 0; call < 3; call += 1) await ask();
    expect(counters.operations).toEqual([]);
  });
});

describe('what is reserved before a call', () => {
  const TPD: Given = { limits: [{ id: 'tpd', measure: 'tokens', max: 10_000, window: 'day' }] };

  test.each([
    ['plain', () => ask({ max_tokens: 5_000 })],
    ['streamed', () => drain({ max_tokens: 5_000 })],
  ] as const)('is settled by what a %s answer used', async (_how, call) => {
    await given(TPD);
    await call();
    const [outcome] = await world.recorded(1);
    const used = (outcome?.usage?.promptTokens ?? 0) + (outcome?.usage?.completionTokens ?? 0);
    expect(used).toBeGreaterThan(0);
    await waitFor(() => counters.sum('limit/tpd') === used, { within: '5s', what: `${used} tokens` });
    expect(counters.operations[0]?.entries[0]?.amount).toBeGreaterThanOrEqual(5_000);
  });

  test('is given back where the call failed, the request included', async () => {
    await given({ limits: [...(TPD.limits ?? []), { id: 'rpd', measure: 'requests', max: 5, window: 'day' }] });
    world.behaves('stable-model', { errorRate: 1 });
    expect((await refused()).status).toBe(500);
    await waitFor(() => counters.sum('limit/tpd') === 0 && counters.sum('limit/rpd') === 0, { within: '5s' });
  });

  test('is in dollars what the answer cost', async () => {
    await given({ limits: [{ id: 'usd', measure: 'usd', max: 1, window: 'month', per: ['team', 'key'] }] });
    await ask();
    const [outcome] = await world.recorded(1);
    const nanodollars = Math.ceil((outcome?.costUsd ?? 0) * 1e9);
    expect(nanodollars).toBeGreaterThan(0);
    await waitFor(() => counters.sum('limit/usd') === nanodollars, { within: '5s' });
  });

  test('stays counted where nobody says what the call used', async () => {
    await given(TPD);
    const aborted = new AbortController();
    world.behaves('stable-model', { tokenDelayMs: 1_000 });
    const stream = await world.client.chat.completions.create(
      { model: ROUTE, messages: QUESTION, stream: true, max_completion_tokens: 3_000 },
      { signal: aborted.signal },
    );
    for await (const _chunk of stream) aborted.abort();
    await world.recorded(1);
    expect(counters.sum('limit/tpd')).toBeGreaterThanOrEqual(3_000);
  });

  test.each([1e15, 20_000, 1e308])(
    'is refused at once where it is more than a whole window has: max_tokens %d',
    async (max) => {
      await given(TPD);
      const error = await refused({ max_tokens: max });
      expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'tokens' });
      expect(error.message).toContain('Request too large');
      expect(error.headers?.get('x-should-retry')).toBe('false');
      expect(counters.operations).toEqual([]);
    },
  );

  test.each(['-5', '0', '1e999', '"many"', 'null', '[1]', '{}', '-0', '0.001'])(
    'is a sensible amount whatever the app writes: max_tokens %s',
    async (value) => {
      await given(TPD);
      const body = `{"model":"${ROUTE}","messages":[{"role":"user","content":"hi"}],"n":${value},"max_tokens":${value}}`;
      const headers = { authorization: `Bearer ${world.client.apiKey}`, 'content-type': 'application/json' };
      await fetch(`${world.url}/v1/chat/completions`, { method: 'POST', headers, body });
      await world.recorded(value === '1e999' ? 0 : 1);
      for (const { amount } of counters.operations.flatMap(({ entries }) => entries))
        expect(Number.isSafeInteger(amount)).toBe(true);
      expect(counters.sum('limit/tpd')).toBeGreaterThanOrEqual(0);
    },
  );

  test('does not read pictures as text', async () => {
    await given(TPD);
    const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${'iVBORw0KGgo'.repeat(40_000)}` } };
    await ask({ messages: [{ role: 'user', content: [picture, { type: 'text', text: 'What is this?' }] }] });
    expect(counters.operations[0]?.entries[0]?.amount).toBeLessThan(3_000);
  });
});

describe('a trace', () => {
  const trace = (id: string) => ({ headers: { traceparent: `00-${id.repeat(32)}-00f067aa0ba902b7-01` } });
  const budgets = { limits: [], trace: { calls: { warn: 2, stop: 3 } } };

  test('is warned, then stopped with a code of its own, and others go on', async () => {
    await given({ stable: { budgets } });
    expect((await ask({}, trace('a'))).response.headers.get('x-tidegate-budget-warning')).toBeNull();
    const { response } = await ask({}, trace('a'));
    expect(response.headers.get('x-tidegate-budget-warning')).toBe('trace calls: 2 calls of 3 calls');
    await ask({}, trace('a'));
    expect(await refused({}, trace('a'))).toMatchObject({ status: 429, code: 'trace_budget_exceeded' });
    await ask({}, trace('b'));
    await ask();
    const outcomes = await world.recorded(5);
    expect(outcomes.map(({ budgetWarnings }) => budgetWarnings?.length ?? 0)).toEqual([0, 1, 1, 0, 0]);
  });

  test('is stopped by what it costs', async () => {
    await given({ stable: { budgets: { limits: [], trace: { usd: { stop: 0.01 } } } } });
    const fields = { max_tokens: 4_900 };
    await ask(fields, trace('c'));
    await waitFor(() => counters.operations.length === 2, { within: '5s', what: 'the settlement' });
    await ask(fields, trace('c'));
    expect(await refused({ max_tokens: 6_000 }, trace('c'))).toMatchObject({ code: 'trace_budget_exceeded' });
  });
});

describe('while the counters are away', () => {
  const limits = (onStoreFailure: 'local' | 'open' | 'closed', max = 4): Given => ({
    limits: [{ id: 'l', measure: 'requests', max, window: 'day', onStoreFailure }],
  });

  test.each(['refuses', 'hangs'] as const)(
    'a replica counts for itself and takes the others to do as it does; what was used is told afterwards (%s)',
    async (how) => {
      await given(limits('local', 6));
      world.snapshots.liveReplicas = 2;
      await world.heartbeats(2);
      for (let call = 0; call < 2; call += 1) await ask();
      counters.away = how;
      for (let call = 0; call < 2; call += 1) await ask();
      expect(await refused()).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
      counters.away = undefined;
      await waitFor(() => counters.sum('limit/l') === 4, { within: '10s', what: 'the debts' });
      await waitFor(
        async () => (await fetch(`${world.url}/metrics`)).text().then((text) => text.includes('counters_away 0')),
        {
          within: '10s',
        },
      );
      for (let call = 0; call < 2; call += 1) await ask();
      expect(await refused()).toMatchObject({ status: 429 });
    },
  );

  test('an open limit lets pass, a closed one refuses and says so', async () => {
    await given(limits('open', 1));
    counters.away = 'refuses';
    for (let call = 0; call < 3; call += 1) await ask();
    await world.end();
    await given(limits('closed'));
    counters.away = 'refuses';
    expect(await refused()).toMatchObject({ status: 503, code: 'limits_unavailable' });
  });
});

test('people are told once for each window of a warning level, and once that it was reached', async () => {
  const events: LimitEvent[] = [];
  const limitEvents = { write: async (more: readonly LimitEvent[]) => void events.push(...more) };
  await given({
    limitEvents,
    limits: [{ id: 'l', measure: 'requests', max: 4, window: 'day', warnAt: 0.5, per: ['route'] }],
  });
  for (let call = 0; call < 4; call += 1) await ask();
  for (let call = 0; call < 3; call += 1) await refused();
  await waitFor(() => events.length >= 2, { within: '5s', what: 'two events' });
  expect(events.map(({ level, used, max }) => [level, used, max])).toEqual([
    ['warn', 2, 4],
    ['reached', 4, 4],
  ]);
  expect(await (await fetch(`${world.url}/metrics`)).text()).toContain(
    'limit_events_total{limit="l",level="reached"} 1',
  );
});

test('a call that waits for the counters is planned by what holds after the wait', async () => {
  await given({ rollout: { weight: 1 }, limits: [{ id: 'l', measure: 'requests', max: 9, window: 'day' }] });
  const reply = Promise.withResolvers<void>();
  const apply = counters.apply.bind(counters);
  counters.apply = async (operations) => {
    await reply.promise;
    return apply(operations);
  };
  const answer = ask();
  world.snapshots.watches = {};
  await world.heartbeats(2);
  reply.resolve();
  expect((await answer).response.headers.get('x-tidegate-arm')).toBe('stable');
});
