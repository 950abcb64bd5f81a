import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { BehaviourBook } from '../../../simulator/provider/behaviour.ts';
import { Dice } from '../../../simulator/provider/dice.ts';
import { createSimulatedProvider, type SimulatedProvider } from '../../../simulator/provider/provider.ts';

let provider: SimulatedProvider;
let url = '';
let client: OpenAI;

beforeEach(async () => {
  provider = createSimulatedProvider({ behaviours: new BehaviourBook(), seed: 1 });
  url = await provider.listen(0, '127.0.0.1');
  client = new OpenAI({ apiKey: 'any', baseURL: `${url}/v1`, maxRetries: 0 });
});
afterEach(() => provider.close());

const messages = [{ role: 'user' as const, content: 'Hello?' }];

async function behave(model: string, behaviour: unknown): Promise<Response> {
  return fetch(`${url}/behaviour/${encodeURIComponent(model)}`, { method: 'PUT', body: JSON.stringify(behaviour) });
}

async function streamed(model: string) {
  const chunks = [];
  for await (const chunk of await client.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  }))
    chunks.push(chunk);
  return chunks;
}

describe('the simulated provider speaks to the openai client', () => {
  test('in plain answers and in streams that say the same kind of thing', async () => {
    const plain = await client.chat.completions.create({ model: 'any/model', messages });
    expect(plain).toMatchObject({
      object: 'chat.completion',
      model: 'any/model',
      choices: [{ finish_reason: 'stop' }],
    });
    const chunks = await streamed('any/model');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toContain('the tide');
  });

  test('in errors', async () => {
    await expect(client.chat.completions.create({ model: 'm', messages: [] })).rejects.toMatchObject({ status: 400 });
    await behave('m', { errorRate: 1, errorStatus: 429, retryAfterMs: 1_500 });
    const failure = client.chat.completions.create({ model: 'm', messages });
    await expect(failure).rejects.toBeInstanceOf(OpenAI.RateLimitError);
  });

  test('in JSON that satisfies the schema asked for, at the rate that is set', async () => {
    const schema = {
      type: 'object',
      properties: { kind: { enum: ['b', 'a'] }, list: { type: 'array', items: { $ref: '#/$defs/item' } } },
      $defs: { item: { type: 'integer', minimum: 3 } },
    };
    const ask = async () =>
      (
        await client.chat.completions.create({
          model: 'm',
          messages,
          response_format: { type: 'json_schema', json_schema: { name: 's', schema } },
        })
      ).choices[0]?.message.content ?? '';
    expect(JSON.parse(await ask())).toEqual({ kind: 'b', list: [3] });
    await behave('m', { jsonValidRate: 0 });
    const broken = await ask();
    expect(() => JSON.parse(broken) as unknown).toThrow(SyntaxError);
  });
});

describe('its behaviour changes while it runs', () => {
  test('and can be read back', async () => {
    expect((await behave('a/b', { errorRate: 0.5 })).status).toBe(200);
    expect(await (await fetch(`${url}/behaviour`)).json()).toMatchObject({
      'a/b': { errorRate: 0.5, errorStatus: 500 },
    });
    await fetch(`${url}/behaviour/a%2Fb`, { method: 'DELETE' });
    expect(await (await fetch(`${url}/behaviour`)).json()).toEqual({});
  });

  test.each([{ errorRate: 1.4 }, { latencyMs: { p50: 10, p99: 1 } }, { errorStatus: 200 }, { unknown: 1 }])(
    '%j is refused',
    async (behaviour) => {
      expect((await behave('m', behaviour)).status).toBe(400);
    },
  );

  test('a stream that breaks does so in the middle', async () => {
    await behave('m', { streamBreakRate: 1 });
    await expect(streamed('m')).rejects.toThrow(/terminated|closed|aborted|error/i);
  });

  test('a price shows in the usage', async () => {
    await behave('m', { price: { inputPerMillionUsd: 1, outputPerMillionUsd: 10 } });
    const { usage } = await client.chat.completions.create({ model: 'm', messages });
    const { prompt_tokens: prompt = 0, completion_tokens: completion = 0, cost } = { ...usage, cost: 0, ...usage };
    expect(cost).toBeCloseTo((prompt + 10 * completion) / 1e6, 12);
  });
});

test('the same seed draws the same, and latencies have the quantiles that were asked for', () => {
  const draws = Array.from({ length: 20_000 }, (_, index) =>
    new Dice(3, 'm', index).logNormal({ p50: 100, p99: 400 }),
  ).toSorted((a, b) => a - b);
  expect(draws[10_000]).toBeCloseTo(100, -1);
  expect((draws[19_800] ?? 0) / 400).toBeCloseTo(1, 0);
  expect(new Dice(3, 'm', 7).uniform()).toBe(new Dice(3, 'm', 7).uniform());
  expect(new Dice(4, 'm', 7).uniform()).not.toBe(new Dice(3, 'm', 7).uniform());
});
