import { afterEach, expect, test } from '@jest/globals';
import { waitFor } from '../support/wait-for.ts';
import { QUESTION, ROUTE, World } from './given.ts';

let world: World;
afterEach(() => world.end());

const SHADOW = { rollout: { stage: 'shadow' as const, weight: 0, mirrorRate: 1 } };
const ask = () => world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }).withResponse();

test.each([false, true])(
  'a mirrored request is answered by stable, and both answers are compared (stream: %s)',
  async (stream) => {
    world = await World.given(SHADOW);
    const { data, response } = await world.client.chat.completions
      .create({ model: ROUTE, messages: QUESTION, stream })
      .withResponse();
    if (!('choices' in data)) for await (const _chunk of data);
    expect(response.headers.get('x-tidegate-arm')).toBe('stable');
    const outcomes = await world.recorded(2);
    const stable = outcomes.find(({ arm }) => arm === 'stable');
    const shadow = outcomes.find(({ arm }) => arm === 'shadow');
    expect(shadow).toMatchObject({
      requestModel: 'candidate-model',
      routeVersion: 2,
      status: 200,
      counted: true,
      streamed: stream,
    });
    expect(shadow?.traceId).toBe(stable?.traceId);
    expect(shadow?.parentSpanId).toBe(stable?.spanId);
    await waitFor(() => world.pairs().pairs === 1, { within: '5s', what: 'the pair' });
    expect(world.pairs().rates['error_rate']).toEqual({
      bothGood: 1,
      onlyStableBad: 0,
      onlyCandidateBad: 0,
      bothBad: 0,
    });
    expect(Object.keys(world.pairs().ratios)).toEqual(expect.arrayContaining(['latency_ms', 'cost_usd']));
    expect(world.statistics('stable').requests).toBe(1);
    expect(world.statistics('shadow').requests).toBe(1);
    expect(world.statistics('candidate').requests).toBe(0);
  },
);

test('a candidate that fails in shadow is seen by nobody but the evidence', async () => {
  world = await World.given(SHADOW);
  world.behaves('candidate-model', { errorRate: 1 });
  expect((await ask()).data.choices[0]?.message.content).toContain('the tide');
  await waitFor(() => world.pairs().rates['error_rate']?.onlyCandidateBad === 1, { within: '5s', what: 'the pair' });
});

test('a candidate that hangs in shadow delays nobody', async () => {
  world = await World.given({ ...SHADOW, stable: { timeouts: { totalMs: 2_000 } } });
  world.behaves('candidate-model', { hangRate: 1 });
  for (let asked = 0; asked < 5; asked += 1) await ask();
  await waitFor(() => world.statistics('stable').requests === 5, { within: '5s', what: 'five answers' });
  expect(world.statistics('shadow').requests).toBe(0);
  await waitFor(() => world.statistics('shadow').rates['timeout_rate']?.events === 5, {
    within: '5s',
    what: 'five timeouts',
  });
});

test('mirrors beyond the bound are dropped and counted, the requests are served', async () => {
  world = await World.given({ ...SHADOW, stable: { timeouts: { totalMs: 15_000 } } });
  world.behaves('candidate-model', { hangRate: 1 });
  await Promise.all(Array.from({ length: 80 }, ask));
  const metrics = await (await fetch(`${world.url}/metrics`)).text();
  expect(metrics).toContain('tidegate_gateway_mirrors_started_total 64');
  expect(metrics).toContain('tidegate_gateway_mirrors_dropped_total{route="support-agent",reason="concurrency"} 16');
});

test('a client that leaves makes no pair', async () => {
  world = await World.given(SHADOW);
  world.behaves('stable-model', { hangRate: 1 });
  const gone = new AbortController();
  const asked = world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }, { signal: gone.signal });
  await waitFor(() => world.provider.calls.has('candidate-model'), { within: '5s' });
  gone.abort();
  await expect(asked).rejects.toThrow(/abort/);
  await world.recorded(2);
  expect(world.pairs().pairs).toBe(0);
});

test('nothing is mirrored while nobody watches the release', async () => {
  world = await World.given(SHADOW);
  world.snapshots.watches = {};
  await world.heartbeats(2);
  await ask();
  await world.recorded(1);
  expect(world.provider.calls.has('candidate-model')).toBe(false);
});
