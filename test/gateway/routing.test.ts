import { afterEach, describe, expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import type { RouteVersionInput } from '../../core/route/version.ts';
import { QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, DONE, frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  raw = undefined;
});

type Routing = RouteVersionInput['routing'];

const FALLBACK = { provider: 'spare', model: 'fallback-model' };

async function given(stable: Partial<RouteVersionInput>, more: Parameters<typeof World.given>[0] = {}): Promise<void> {
  world = await World.given({ stable: { retries: { attempts: 0 }, ...stable }, ...more });
}

interface Asked {
  readonly session?: string;
  readonly params?: Record<string, unknown>;
}

/** The model that answered, as the provider calls it. */
async function ask({ session, params }: Asked = {}): Promise<string> {
  const headers = session === undefined ? {} : { 'x-session-id': session };
  const answer = await world.client.chat.completions.create(
    { model: ROUTE, messages: QUESTION, ...params },
    { headers },
  );
  return answer.model;
}

async function askTimes(count: number, asked: (turn: number) => Asked = () => ({})): Promise<string[]> {
  const models: string[] = [];
  for (let turn = 0; turn < count; turn += 1) models.push(await ask(asked(turn)));
  return models;
}

const count = (models: readonly string[], model: string): number => models.filter((name) => name === model).length;

describe('the routing of a version chooses who answers', () => {
  test('weighted: by shares, and a session stays with its target', async () => {
    await given({ routing: { policy: 'weighted', ownWeight: 1, targets: [{ ...FALLBACK, weight: 1 }] } });
    const first = await askTimes(40, (turn) => ({ session: `s${turn}` }));
    expect(count(first, 'stable-model')).toBeGreaterThan(8);
    expect(count(first, 'fallback-model')).toBeGreaterThan(8);
    expect(await askTimes(40, (turn) => ({ session: `s${turn}` }))).toEqual(first);
  });

  test('round robin: in turns', async () => {
    await given({ routing: { policy: 'round-robin', targets: [FALLBACK] } });
    const [one, two] = ['stable-model', 'fallback-model'];
    expect(await askTimes(5)).toEqual([one, two, one, two, one]);
  });

  test('least latency: the quickest, while the others are still looked at now and then', async () => {
    await given({ routing: { policy: 'least-latency', targets: [FALLBACK] } });
    world.behaves('stable-model', { latencyMs: { p50: 60, p99: 61 } });
    const models = await askTimes(44);
    expect(count(models, 'fallback-model')).toBeGreaterThan(38);
    expect(count(models.slice(4), 'stable-model')).toBeGreaterThan(0);
  });

  test('least cost: the cheapest whose price is known', async () => {
    const targets = [{ provider: 'simulated', model: 'stable-model' }, FALLBACK];
    await given({ model: 'candidate-model', routing: { policy: 'least-cost', targets } });
    expect(await ask()).toBe('stable-model');
  });

  const conditional: Routing = {
    policy: 'conditional',
    rules: [
      { when: { tenant: ['globex'] }, provider: 'simulated', model: 'never' },
      { when: { tools: ['search'] }, ...FALLBACK },
      { when: { promptBytes: { min: 1_000 } }, provider: 'simulated', model: 'candidate-model' },
      { when: { labels: { plan: ['enterprise'] } }, provider: 'spare', model: 'candidate-model' },
    ],
  };
  test('conditional: the first rule that holds, else the own target', async () => {
    await given({ routing: conditional });
    const tools = [{ type: 'function', function: { name: 'search', parameters: {} } }];
    const long = [{ role: 'user', content: 'x'.repeat(1_000) }];
    expect(await ask()).toBe('stable-model');
    expect(await ask({ params: { tools } })).toBe('fallback-model');
    expect(await ask({ params: { messages: long } })).toBe('candidate-model');
    expect(await ask({ params: { metadata: { plan: 'enterprise' } } })).toBe('candidate-model');
    expect((await world.recorded(4)).map(({ provider }) => provider)).toEqual([
      'simulated',
      'spare',
      'simulated',
      'spare',
    ]);
  });

  test('a target that fails is stood in for by the others, but not by the target of another condition', async () => {
    await given({ routing: { policy: 'round-robin', targets: [FALLBACK] } });
    world.behaves('stable-model', { errorRate: 1 });
    expect(await askTimes(3)).toEqual(['fallback-model', 'fallback-model', 'fallback-model']);
    await world.end();
    await given({ routing: { policy: 'conditional', rules: [{ when: { tenant: ['acme'] }, ...FALLBACK }] } });
    world.behaves('fallback-model', { errorRate: 1 });
    await expect(ask()).rejects.toMatchObject({ status: 500 });
    expect(world.provider.calls.has('stable-model')).toBe(false);
  });

  test('of a candidate, a failing target is stood in for by stable, and is its failure', async () => {
    await given({}, { rollout: { weight: 1 }, candidate: { routing: { policy: 'round-robin', targets: [FALLBACK] } } });
    world.behaves('candidate-model', { errorRate: 1 });
    expect(await askTimes(2)).toEqual(['stable-model', 'fallback-model']);
    await world.recorded(3);
    expect(world.statistics('candidate').rates['error_rate']).toEqual({ trials: 2, events: 1 });
  });
});

describe('a fallback answers for the classes of failure that it takes', () => {
  const tooLong = {
    error: { message: "This model's maximum context length is 8192 tokens.", code: 'context_length_exceeded' },
  };
  const filtered = { error: { message: 'Filtered.', type: null, code: 'content_filter' } };
  const answers: Record<string, (socket: Socket) => void> = {
    context_length: (socket) => socket.write(jsonAnswer(400, tooLong)),
    content_filter: (socket) => socket.write(jsonAnswer(400, filtered)),
    bad_request: (socket) => socket.write(jsonAnswer(422, { error: { message: 'no' } })),
    rate_limit: (socket) => socket.write(jsonAnswer(429, { error: { message: 'slow' } })),
    auth: (socket) => socket.write(jsonAnswer(403, { error: { message: 'no' } })),
    not_found: (socket) => socket.write(jsonAnswer(404, { error: { message: 'no' } })),
    server_error: (socket) => socket.write(jsonAnswer(501, { error: { message: 'no' } })),
    invalid_answer: (socket) => socket.write(jsonAnswer(200, '<html>')),
    connection: (socket) => socket.destroy(),
    timeout: () => undefined,
  };
  test.each(Object.keys(answers))('%s', async (name) => {
    raw = await RawProvider.that((socket) => answers[name]?.(socket));
    const others = Object.keys(answers).filter((other) => other !== name);
    const fallbacks = [
      { provider: 'spare', model: 'candidate-model', on: others },
      { ...FALLBACK, on: [name] },
    ] as NonNullable<RouteVersionInput['fallbacks']>;
    await given({ fallbacks, timeouts: { totalMs: name === 'timeout' ? 1_500 : 10_000 } }, { providerUrl: raw.url });
    expect(await ask()).toBe('fallback-model');
    expect(await world.recorded(2)).toMatchObject([{ fallbackTarget: 'spare/fallback-model' }, { status: 200 }]);
  });

  describe.each([false, true])('an answer that a content filter cut (stream: %s)', (stream) => {
    const cut = { ...COMPLETION, choices: [{ index: 0, message: { content: '' }, finish_reason: 'content_filter' }] };
    const answer = (socket: Socket): void => {
      if (!stream) socket.write(jsonAnswer(200, cut));
      else
        socket.write(
          Buffer.concat([Buffer.from(STREAM_HEAD), frame(token('', 'content_filter') + DONE), Buffer.from(LAST_FRAME)]),
        );
    };
    const read = async (): Promise<string> => {
      const answered = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream });
      if ('choices' in answered) return answered.choices[0]?.finish_reason ?? '';
      let finish = '';
      for await (const chunk of answered) finish = chunk.choices[0]?.finish_reason ?? finish;
      return finish;
    };

    test('is replaced by the fallback that takes it, and stays what its arm is judged by', async () => {
      raw = await RawProvider.that(answer);
      const rollout = { weight: 0 };
      await given({ fallbacks: [{ ...FALLBACK, on: ['content_filter'] }] }, { providerUrl: raw.url, rollout });
      expect(await read()).toBe('stop');
      await world.recorded(2);
      expect(world.statistics('stable').rates).toMatchObject({
        error_rate: { trials: 1, events: 0 },
        refusal_rate: { trials: 1, events: 1 },
      });
    });

    test('is what the app gets where the fallback fails, and where none takes it', async () => {
      raw = await RawProvider.that(answer);
      await given({ fallbacks: [{ ...FALLBACK, on: ['content_filter'] }] }, { providerUrl: raw.url });
      world.behaves('fallback-model', { errorRate: 1 });
      expect(await read()).toBe('content_filter');
      await world.end();
      await given({ fallbacks: [FALLBACK] }, { providerUrl: raw.url });
      expect(await read()).toBe('content_filter');
    });
  });

  test('a status may be named', async () => {
    raw = await RawProvider.that((socket) => void socket.write(jsonAnswer(418, { error: { message: 'no' } })));
    await given({ fallbacks: [{ ...FALLBACK, on: [418] }] }, { providerUrl: raw.url });
    expect(await ask()).toBe('fallback-model');
  });

  test('without any, what the request itself is at fault for is not passed on', async () => {
    raw = await RawProvider.that((socket) => void socket.write(jsonAnswer(400, tooLong)));
    await given({ fallbacks: [FALLBACK] }, { providerUrl: raw.url });
    await expect(ask()).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });
});
