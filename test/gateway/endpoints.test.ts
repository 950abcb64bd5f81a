import { afterEach, describe, expect, test } from '@jest/globals';
import { ROUTE, World } from './given.ts';

let world: World;
afterEach(() => world.end());

const ALL_ON_CANDIDATE = { rollout: { weight: 1 } };

const embed = () => world.client.embeddings.create({ model: ROUTE, input: ['a tide', 'a gate'] }).withResponse();
const moderate = () => world.client.moderations.create({ model: ROUTE, input: 'a tide' }).withResponse();
const complete = () => world.client.completions.create({ model: ROUTE, prompt: 'Once' }).withResponse();
const calls = { embed, moderate, complete };

describe('embeddings', () => {
  test('reach the app as the provider gave them, with their usage and cost in the outcome', async () => {
    world = await World.given({ stable: { prompt: { name: 'p', version: '1', system: 'no place for it' } } });
    const { data } = await embed();
    expect(data.data.map(({ embedding }) => embedding.length)).toEqual([64, 64]);
    expect(data.data[0]?.embedding.some((value) => value !== 0)).toBe(true);
    const [outcome] = await world.recorded(1);
    expect(outcome).toMatchObject({
      operation: 'embeddings',
      status: 200,
      streamed: false,
      usage: { promptTokens: expect.any(Number), completionTokens: 0 },
      costUsd: expect.any(Number),
    });
    expect(outcome).not.toHaveProperty('promptName');
  });
});

describe('moderations', () => {
  test('reach the app as the provider gave them', async () => {
    world = await World.given();
    world.behaves('stable-model', { refusalRate: 1 });
    const { data } = await moderate();
    expect(data.results).toMatchObject([{ flagged: true }]);
    expect(await world.recorded(1)).toMatchObject([{ operation: 'moderation', status: 200 }]);
  });

  test('need a model, as all calls do', async () => {
    world = await World.given();
    await expect(world.client.moderations.create({ input: 'a tide' })).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      code: 'missing_model',
      param: 'model',
    });
  });
});

describe('legacy completions', () => {
  test('reach the app as the provider gave them', async () => {
    world = await World.given();
    const { data } = await complete();
    expect(data.choices[0]?.text).toContain('the tide');
    expect(await world.recorded(1)).toMatchObject([
      { operation: 'text_completion', finishReason: 'stop', usage: { completionTokens: expect.any(Number) } },
    ]);
  });

  test('in a stream, token by token, and the usage only where the app asked for it', async () => {
    world = await World.given();
    for (const include_usage of [false, true]) {
      const stream = await world.client.completions.create({
        model: ROUTE,
        prompt: 'Once',
        stream: true,
        stream_options: { include_usage },
      });
      let text = '';
      let usages = 0;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.text ?? '';
        if (chunk.usage) usages += 1;
      }
      expect(text).toContain('the tide');
      expect(usages).toBe(include_usage ? 1 : 0);
    }
    for (const outcome of await world.recorded(2)) {
      expect(outcome.usage?.completionTokens).toBeGreaterThan(0);
      expect(outcome.ttftMs).toBeLessThanOrEqual(outcome.latencyMs);
    }
  });

  test('a stream that broke is never closed as if complete', async () => {
    world = await World.given();
    world.behaves('stable-model', { streamBreakRate: 1 });
    const stream = await world.client.completions.create({ model: ROUTE, prompt: 'Once', stream: true });
    const read = async (): Promise<void> => {
      for await (const _chunk of stream);
    };
    await expect(read()).rejects.toThrow(/connection to the provider failed/);
  });
});

test.each(Object.entries(calls))('%s: the answer says how it came to be', async (_name, call) => {
  world = await World.given();
  const { response } = await call();
  expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  expect(response.headers.get('x-tidegate-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  expect(response.headers.get('x-tidegate-route')).toBe(ROUTE);
  expect(response.headers.get('x-tidegate-route-version')).toBe('1');
  expect(response.headers.get('x-tidegate-arm')).toBe('stable');
  expect(response.headers.get('x-tidegate-cache')).toBe('off');
  expect(response.headers.get('x-tidegate-fallback')).toBe('none');
});

test.each(Object.entries(calls))('%s: a candidate that fails is answered by stable', async (_name, call) => {
  world = await World.given(ALL_ON_CANDIDATE);
  world.behaves('candidate-model', { errorRate: 1 });
  const { response } = await call();
  expect(response.headers.get('x-tidegate-arm')).toBe('stable');
  expect(response.headers.get('x-tidegate-fallback')).toBe('stable');
  await world.recorded(2);
  expect(world.statistics('candidate').rates['error_rate']).toEqual({ trials: 1, events: 1 });
});

test('the metrics tell the endpoints apart', async () => {
  world = await World.given();
  await embed();
  await moderate();
  await complete();
  await world.recorded(3);
  const metrics = await (await fetch(`${world.url}/metrics`)).text();
  for (const name of ['embeddings', 'moderation', 'text_completion'])
    expect(metrics).toContain(`gen_ai_operation_name="${name}"`);
});
