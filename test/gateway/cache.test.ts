import { afterEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { providerSchema } from '../../core/route/provider-schema.ts';
import type { AnswerStore } from '../../gateway/cache/answer-store.ts';
import { waitFor } from '../support/wait-for.ts';
import { type Given, QUESTION, RELEASE, ROUTE, World } from './given.ts';
import { TestClock } from './test-clock.ts';

let world: World;
let embedder: Server | undefined;
afterEach(async () => {
  await world.end();
  embedder?.close();
  embedder = undefined;
});

const EXACT: Given = { stable: { cache: { mode: 'exact' } } };

interface Answer {
  readonly cache: string | null;
  readonly arm: string | null;
  readonly text: string;
}

async function ask(fields: object = {}, headers: Record<string, string> = {}, client = world.client): Promise<Answer> {
  const request = { model: ROUTE, messages: QUESTION, ...fields } as OpenAI.ChatCompletionCreateParams;
  if (request.stream === true) {
    const { data, response } = await client.chat.completions.create(request, { headers }).withResponse();
    const chunks: object[] = [];
    for await (const chunk of data) chunks.push(chunk);
    return answerOf(response, JSON.stringify(chunks));
  }
  const { data, response } = await client.chat.completions
    .create({ ...request, stream: false }, { headers })
    .withResponse();
  return answerOf(response, JSON.stringify(data));
}

function answerOf({ headers }: Response, text: string): Answer {
  return { cache: headers.get('x-tidegate-cache'), arm: headers.get('x-tidegate-arm'), text };
}

describe('a version that caches exactly', () => {
  test.each([false, true])('gives the same answer to the same request, streamed: %p', async (stream) => {
    world = await World.given(EXACT);
    const first = await ask({ stream });
    const second = await ask({ stream, user: 'somebody else' });
    expect([first.cache, second.cache]).toEqual(['miss', 'hit']);
    expect(second.text).toBe(first.text);
    expect((await ask({ stream: !stream })).cache).toBe('miss');
  });

  test('gives no answer that anything else of the request could have changed', async () => {
    world = await World.given(EXACT);
    const tools = [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object' } } }];
    const turns = [{ role: 'user', content: 'Hello' }, { role: 'assistant', content: 'Hi' }, ...QUESTION];
    const variants = [
      {},
      { messages: turns },
      { messages: [{ role: 'system', content: 'Be kind.' }, ...QUESTION] },
      { tools },
      { temperature: 0.5 },
      { max_completion_tokens: 500 },
      { seed: 9_007_199_254_740_992 },
      { a_field_of_tomorrow: 1 },
    ];
    for (const fields of variants) expect([fields, (await ask(fields)).cache]).toEqual([fields, 'miss']);
    for (const fields of variants) expect([fields, (await ask(fields)).cache]).toEqual([fields, 'hit']);
  });

  test('never gives one tenant what another one was answered', async () => {
    world = await World.given(EXACT);
    const keyed = (secret: string, tenant?: string) =>
      [
        createHash('sha256').update(secret).digest('hex'),
        { id: `key_${secret}`, labels: {}, ...(tenant && { tenant }) },
      ] as const;
    const keys = new Map([keyed('a1', 'a'), keyed('a2', 'a'), keyed('b', 'b'), keyed('none1'), keyed('none2')]);
    world.snapshots.publish({ keys });
    const asked = async (secret: string): Promise<string | null> =>
      (await ask({}, {}, new OpenAI({ apiKey: secret, baseURL: `${world.url}/v1`, maxRetries: 0 }))).cache;
    await waitFor(async () => (await asked('a1')) !== undefined, { within: '5s', what: 'the new keys' });
    expect(await asked('a2')).toBe('hit');
    for (const other of ['b', 'none1', 'none2']) expect([other, await asked(other)]).toEqual([other, 'miss']);
  });

  test('does what the request says in cache-control', async () => {
    const clock = new TestClock();
    world = await World.given({ ...EXACT, clock });
    const asked = async (control: string): Promise<string | null> =>
      (await ask({}, { 'cache-control': control })).cache;
    expect(await asked('no-store')).toBe('off');
    expect(await asked('max-age=60')).toBe('miss');
    expect(await asked('max-age=60')).toBe('hit');
    expect(await asked('no-cache')).toBe('miss');
    clock.wallAheadMs += 30_000;
    expect(await asked('max-age=20')).toBe('miss');
    expect(await asked('max-age=20')).toBe('hit');
    clock.wallAheadMs += 600_000;
    expect(await asked('')).toBe('miss');
  });

  test.each([
    ['an error', { errorRate: 1 }],
    ['an answer that was cut off', { truncationRate: 1 }],
    ['a refusal', { refusalRate: 1 }],
    ['a stream that broke', { streamBreakRate: 1 }],
  ])('does not keep %s', async (_what, behaviour) => {
    world = await World.given({ stable: { cache: { mode: 'exact' }, retries: { attempts: 0 } } });
    world.behaves('stable-model', behaviour);
    for (const stream of [false, true]) await ask({ stream }).catch(() => undefined);
    world.behaves('stable-model', {});
    const kept = 'streamBreakRate' in behaviour ? 'hit' : 'miss';
    expect((await ask({ stream: false })).cache).toBe(kept);
    expect((await ask({ stream: true })).cache).toBe('miss');
  });

  test.each(['fails', 'hangs'])('answers as without it while its store %s', async (how) => {
    const broken: AnswerStore = {
      get: () => (how === 'fails' ? Promise.reject(new Error('away')) : new Promise(() => undefined)),
      set: () => Promise.reject(new Error('away')),
      keepOnly: () => undefined,
    };
    world = await World.given({ ...EXACT, answers: broken });
    for (const stream of [false, true]) expect((await ask({ stream })).cache).toBe('miss');
  });
});

describe('a release', () => {
  const given: Given = { ...EXACT, rollout: { weight: 1 } };

  test('that is rolled back takes its answers with it; those of stable stay its own', async () => {
    world = await World.given(given);
    expect([await ask(), await ask()].map(({ cache, arm }) => [cache, arm])).toEqual([
      ['miss', 'candidate'],
      ['hit', 'candidate'],
    ]);
    const [route] = world.snapshots.snapshot.routes.values();
    if (route === undefined) throw new Error('no route');
    const { rollout, ...withdrawn } = route;
    world.snapshots.publish({ routes: new Map([[ROUTE, { ...withdrawn, generation: 2 }]]) });
    await world.heartbeats(2);
    expect([await ask(), await ask()].map(({ cache, arm }) => [cache, arm])).toEqual([
      ['miss', 'stable'],
      ['hit', 'stable'],
    ]);
    world.snapshots.publish({
      routes: new Map([[ROUTE, { ...route, generation: 3, rollout: { ...rollout, releaseId: RELEASE } }]]) as never,
    });
    await world.heartbeats(2);
    expect((await ask()).arm).toBe('candidate');
  });

  test('is not judged by what the cache answered, but its hit rate is', async () => {
    world = await World.given(given);
    for (let call = 0; call < 4; call += 1) await ask();
    const outcomes = await world.recorded(4);
    expect(outcomes.map(({ cache, counted }) => [cache, counted])).toEqual([
      ['miss', true],
      ...Array.from({ length: 3 }, () => ['hit', false]),
    ]);
    expect(outcomes[3]).not.toHaveProperty('costUsd');
    const statistics = await waitFor(
      () => {
        const seen = world.statistics('candidate');
        return seen.rates['cache_hit_rate']?.trials === 4 && seen;
      },
      { within: '5s', what: 'four trials' },
    );
    expect(statistics).toMatchObject({
      requests: 1,
      rates: { error_rate: { trials: 1 }, cache_hit_rate: { trials: 4, events: 3 } },
    });
  });
});

describe('a version that caches by meaning', () => {
  /** Turns mean alike by the words that they share. */
  async function startEmbedder(): Promise<string> {
    const words = ['order', 'where', 'refund', 'hello', 'weather'];
    embedder = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const text = (JSON.parse(body) as { input: string }).input.toLowerCase();
        const embedding = words.map((word) => (text.includes(word) ? 1 : 0.01));
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            object: 'list',
            data: [{ embedding, index: 0 }],
            usage: { prompt_tokens: 1_000_000, total_tokens: 1_000_000 },
          }),
        );
      });
    }).listen(0, '127.0.0.1');
    await once(embedder, 'listening');
    return `http://127.0.0.1:${(embedder.address() as AddressInfo).port}/v1`;
  }

  async function given(more: Given = {}): Promise<void> {
    const baseUrl = await startEmbedder();
    world = await World.given({
      ...more,
      stable: { cache: { mode: 'semantic', similarity: 0.9, embedding: { provider: 'embedder', model: 'e' } } },
    });
    const provider = providerSchema.parse({ id: 'embedder', kind: 'openai-compatible', baseUrl });
    const { routes } = world.snapshots.snapshot;
    world.snapshots.publish({
      providers: new Map([...world.snapshots.snapshot.providers, ['embedder', provider]]),
      routes: new Map(routes),
    });
    await world.heartbeats(2);
  }
  const turn = (content: string, before: object[] = []): object => ({
    messages: [...before, { role: 'user', content }],
  });

  test('gives the answer to a turn that means the same, all else being equal', async () => {
    await given();
    const first = await ask(turn('Where is my order?'));
    const alike = await waitFor(
      async () => {
        const answer = await ask(turn('where has the ORDER gone'));
        return answer.cache === 'hit' && answer;
      },
      { within: '5s', what: 'a hit' },
    );
    expect(alike.text).toBe(first.text);
    expect((await ask(turn('I want a refund'))).cache).toBe('miss');
    const history = [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi' },
    ];
    expect((await ask(turn('Where is my order, please?', history))).cache).toBe('miss');
    expect((await ask({ ...turn('Where is my order, then?'), temperature: 1 })).cache).toBe('miss');
    const answered = [
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
    ];
    const tool = { messages: [...QUESTION, ...answered, { role: 'tool', tool_call_id: 't', content: 'where order' }] };
    expect((await ask(tool)).cache).toBe('miss');
  });

  test('counts what it has embedded among the tokens of the call', async () => {
    const max = 10_000_000;
    await given({ limits: [{ id: 'tpd', measure: 'tokens', max, window: 'day', per: ['tenant'] }] });
    const used = async (): Promise<number> => {
      const messages = [{ role: 'user' as const, content: 'Hello, no-store' }];
      const asked = world.client.chat.completions.create(
        { model: ROUTE, messages, max_completion_tokens: 10 },
        { headers: { 'cache-control': 'no-store' } },
      );
      const { response, data } = await asked.withResponse();
      const left = Number(response.headers.get('x-ratelimit-remaining-tokens'));
      return max - left - (data.usage?.total_tokens ?? 0);
    };
    const before = await used();
    const { data } = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }).withResponse();
    const tokens = (data.usage?.total_tokens ?? 0) + 1_000_000;
    await waitFor(async () => (await used()) >= before + tokens, { within: '5s', what: 'the embedding in the budget' });
  });

  test('works as an exact one while meanings cannot be told', async () => {
    await given();
    embedder?.closeAllConnections();
    embedder?.close();
    expect([(await ask()).cache, (await ask()).cache]).toEqual(['miss', 'hit']);
    expect((await ask(turn('where is the order'))).cache).toBe('miss');
  });
});
