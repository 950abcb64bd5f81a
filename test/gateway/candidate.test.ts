import { afterEach, describe, expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { waitFor } from '../support/wait-for.ts';
import { QUESTION, ROUTE, World } from './given.ts';
import { DONE, frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  raw = undefined;
});

const ALL_ON_CANDIDATE = { rollout: { weight: 1 } };

describe('a candidate that fails before its first byte is answered by stable in the same request', () => {
  const failures: Record<string, Record<string, unknown>> = {
    'a server error': { errorRate: 1, errorStatus: 500 },
    'a rate limit': { errorRate: 1, errorStatus: 429, retryAfterMs: 60_000 },
    'a refusal of the request': { errorRate: 1, errorStatus: 400 },
    'a refusal of the key': { errorRate: 1, errorStatus: 401 },
  };
  test.each(Object.keys(failures))('%s', async (name) => {
    world = await World.given(ALL_ON_CANDIDATE);
    world.behaves('candidate-model', failures[name] ?? {});
    for (const stream of [false, true]) await expectStableAnswer(stream);
    await expectOwnFailureOfCandidate(2);
  });

  test('no connection', async () => {
    world = await World.given({ ...ALL_ON_CANDIDATE, candidateProviderUrl: 'http://127.0.0.1:9' });
    for (const stream of [false, true]) await expectStableAnswer(stream);
    await expectOwnFailureOfCandidate(2);
  });

  test('a hang: stable takes over once the candidate has had its time', async () => {
    const timeouts = { firstTokenMs: 1_000, totalMs: 2_000 };
    world = await World.given({ ...ALL_ON_CANDIDATE, stable: { timeouts } });
    world.behaves('candidate-model', { hangRate: 1 });
    for (const stream of [false, true]) await expectStableAnswer(stream);
    const [outcome] = (await world.recorded(4)).filter(({ arm }) => arm === 'candidate');
    expect(outcome?.timedOut).toBe(true);
    expect(world.statistics('candidate').rates['timeout_rate']).toEqual({ trials: 2, events: 2 });
  });

  const rawAnswers: Record<string, (socket: Socket) => void> = {
    'an answer that is no JSON': (socket) => socket.write(jsonAnswer(200, '<html>')),
    'an answer without choices': (socket) => socket.write(jsonAnswer(200, {})),
    'an error in the place of an answer': (socket) => socket.write(jsonAnswer(200, { error: { message: 'no' } })),
    'a redirect': (socket) => socket.write('HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n'),
    'a connection that breaks at once': (socket) => socket.destroy(),
    'bytes that are no HTTP': (socket) => socket.end('what?\r\n\r\n'),
    'a body that ends early': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"choices":'),
  };
  test.each(Object.keys(rawAnswers))('%s', async (name) => {
    raw = await RawProvider.that((socket) => rawAnswers[name]?.(socket));
    world = await World.given({
      ...ALL_ON_CANDIDATE,
      candidate: { retries: { attempts: 0 } },
      candidateProviderUrl: raw.url,
    });
    await expectStableAnswer(false);
    await expectOwnFailureOfCandidate(1);
  });

  const rawStreams: Record<string, string[]> = {
    'a stream that ends at once': [STREAM_HEAD, LAST_FRAME],
    'a stream that is done without a token, and breaks': [STREAM_HEAD, frame(token('')).toString()],
    'an error as the first event': [STREAM_HEAD, frame('data: {"error":{"message":"overloaded"}}\n\n').toString()],
    'an event that is no JSON': [STREAM_HEAD, frame('data: {"choices":[\n\n').toString()],
    'JSON where a stream was asked for': [jsonAnswer(200, { choices: [] })],
  };
  test.each(Object.keys(rawStreams))('%s', async (name) => {
    raw = await RawProvider.that((socket) => {
      for (const part of rawStreams[name] ?? []) socket.write(part);
      socket.end();
    });
    world = await World.given({
      ...ALL_ON_CANDIDATE,
      candidate: { retries: { attempts: 0 } },
      candidateProviderUrl: raw.url,
    });
    await expectStableAnswer(true);
    await expectOwnFailureOfCandidate(1);
  });

  test('a secret that is not set', async () => {
    world = await World.given(ALL_ON_CANDIDATE);
    const { providers } = world.snapshots.snapshot;
    const candidates = providers.get('candidates');
    if (candidates === undefined) throw new Error('no candidates');
    world.snapshots.publish({
      providers: new Map([...providers, ['candidates', { ...candidates, apiKey: { env: 'MISSING_KEY' } }]]),
    });
    await waitFor(() => world.snapshots.beats.at(-1)?.appliedSnapshot === 2, { within: '5s' });
    await expectStableAnswer(false);
  });
});

test('what stable answered in the place of the candidate is not counted as the quality of either', async () => {
  world = await World.given(ALL_ON_CANDIDATE);
  world.behaves('candidate-model', { errorRate: 1 });
  await expectStableAnswer(false);
  const outcomes = await world.recorded(2);
  const stable = outcomes.find(({ arm }) => arm === 'stable');
  const candidate = outcomes.find(({ arm }) => arm === 'candidate');
  expect(candidate).toMatchObject({
    counted: true,
    status: 500,
    errorType: '500',
    fallbackTarget: 'stable',
    retries: 1,
  });
  expect(stable).toMatchObject({ counted: false, status: 200, parentSpanId: candidate?.spanId });
  expect(world.statistics('stable').requests).toBe(0);
  const { requests, rates, values } = world.statistics('candidate');
  expect(requests).toBe(1);
  expect(rates).toMatchObject({
    error_rate: { trials: 1, events: 1 },
    fallback_rate: { trials: 1, events: 1 },
    retry_rate: { trials: 1, events: 1 },
  });
  expect(values).toEqual({});
});

test('when stable fails as well, the app gets the error of stable', async () => {
  world = await World.given({ ...ALL_ON_CANDIDATE, stable: { retries: { attempts: 0 } } });
  world.behaves('candidate-model', { errorRate: 1, errorStatus: 500 });
  world.behaves('stable-model', { errorRate: 1, errorStatus: 429 });
  await expect(ask(false)).rejects.toMatchObject({ status: 429, code: 'simulated' });
});

test('a healthy candidate answers by itself, and its answers are its evidence', async () => {
  world = await World.given({ rollout: { weight: 1, cohortBy: ['tenant'] } });
  for (const stream of [false, true]) {
    const { response } = await ask(stream);
    expect(response.headers.get('x-tidegate-arm')).toBe('candidate');
    expect(response.headers.get('x-tidegate-route-version')).toBe('2');
  }
  await world.recorded(2);
  for (const cohort of ['all', 'tenant=acme']) {
    const { requests, rates, values } = world.statistics('candidate', cohort);
    expect(requests).toBe(2);
    expect(rates['error_rate']).toEqual({ trials: 2, events: 0 });
    expect(values['cost_usd']?.sum).toBeGreaterThan(0);
  }
});

test('a retry of the candidate that succeeds is its own answer', async () => {
  raw = await RawProvider.that((socket, index) => {
    if (index === 0) socket.write(jsonAnswer(503, { error: { message: 'busy' } }));
    else
      socket.write(
        Buffer.concat([Buffer.from(STREAM_HEAD), frame(token('ok', 'stop')), frame(DONE), Buffer.from(LAST_FRAME)]),
      );
  });
  world = await World.given({ ...ALL_ON_CANDIDATE, candidateProviderUrl: raw.url });
  const { response } = await ask(true);
  expect(response.headers.get('x-tidegate-arm')).toBe('candidate');
  expect(await world.recorded(1)).toMatchObject([{ arm: 'candidate', retries: 1, status: 200 }]);
});

async function ask(stream: boolean) {
  const { data, response } = await world.client.chat.completions
    .create({ model: ROUTE, messages: QUESTION, stream })
    .withResponse();
  let text = '';
  if ('choices' in data) text = data.choices[0]?.message.content ?? '';
  else for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
  return { text, response };
}

async function expectStableAnswer(stream: boolean): Promise<void> {
  const { text, response } = await ask(stream);
  expect(text).toContain('the tide');
  expect(response.headers.get('x-tidegate-arm')).toBe('stable');
  expect(response.headers.get('x-tidegate-route-version')).toBe('1');
  expect(response.headers.get('x-tidegate-fallback')).toBe('stable');
}

async function expectOwnFailureOfCandidate(count: number): Promise<void> {
  await world.recorded(count * 2);
  expect(world.statistics('candidate').rates['error_rate']).toEqual({ trials: count, events: count });
}
