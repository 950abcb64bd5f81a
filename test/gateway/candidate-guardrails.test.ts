import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '../support/wait-for.ts';
import { KEY, QUESTION, ROUTE, World } from './given.ts';
import { DONE, frame, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
let hook: Server | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  hook?.closeAllConnections();
  hook?.close();
  raw = undefined;
  hook = undefined;
});

const NO_RETRIES = { retries: { attempts: 0 } };
const closed = {
  kind: 'webhook',
  name: 'own',
  mode: 'enforce',
  onFailure: 'closed',
  url: 'http://127.0.0.1:9/',
} as const;

/** A webhook that takes calls and never answers. */
async function silentHook(): Promise<string> {
  const server = createServer();
  hook = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function read(): Promise<{ text: string; arm: string | null; fallback: string | null }> {
  const { data, response } = await world.client.chat.completions
    .create({ model: ROUTE, messages: QUESTION, stream: true })
    .withResponse();
  let text = '';
  for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
  const { headers } = response;
  return { text, arm: headers.get('x-tidegate-arm'), fallback: headers.get('x-tidegate-fallback') };
}

describe('stable answers in the place of a candidate of which nothing was sent', () => {
  test('when a closed guardrail fails at the end of its stream', async () => {
    const guardrails = { post: [closed] };
    world = await World.given({ rollout: { weight: 1 }, stable: NO_RETRIES, candidate: { guardrails } });
    const answer = await read();
    expect(answer).toMatchObject({ arm: 'stable', fallback: 'stable' });
    expect(answer.text).toContain('the tide');
    const outcomes = await world.recorded(2);
    expect(outcomes.find(({ arm }) => arm === 'candidate')).toMatchObject({
      errorType: 'guardrail_unavailable',
      fallbackTarget: 'stable',
      counted: true,
    });
    expect(outcomes.find(({ arm }) => arm === 'stable')).toMatchObject({ counted: false });
  });

  test('when its stream breaks while its guardrails hold all of it', async () => {
    raw = await RawProvider.that((socket) => {
      socket.write(Buffer.concat([Buffer.from(STREAM_HEAD), frame(token('a word')), frame(token(' and'))]));
      socket.end();
    });
    world = await World.given({
      rollout: { weight: 1 },
      stable: NO_RETRIES,
      candidateProviderUrl: raw.url,
      candidate: { guardrails: { post: [{ ...closed, onFailure: 'open' }] } },
    });
    const answer = await read();
    expect(answer).toMatchObject({ arm: 'stable' });
    expect(answer.text).toContain('the tide');
    expect(answer.text).not.toContain('a word');
  });

  test('when its guardrails before the model take the time that it has', async () => {
    const guardrails = { pre: [{ ...closed, url: await silentHook(), timeoutMs: 60_000 }] };
    const timeouts = { firstTokenMs: 500, totalMs: 500 };
    world = await World.given({
      rollout: { weight: 1 },
      stable: { ...NO_RETRIES, timeouts },
      candidate: { guardrails },
    });
    expect(await read()).toMatchObject({ arm: 'stable' });
    const outcomes = await world.recorded(2);
    expect(outcomes.find(({ arm }) => arm === 'candidate')).toMatchObject({ errorType: 'guardrail_unavailable' });
    expect(world.provider.calls.get('candidate-model')).toBeUndefined();
  });

  test('when its guardrails can not read the request, which stable does not need to', async () => {
    const guardrails = { pre: [{ kind: 'personal-data' as const, name: 'pii', mode: 'enforce' as const }] };
    world = await World.given({ rollout: { weight: 1 }, stable: NO_RETRIES, candidate: { guardrails } });
    const deep = '['.repeat(40) + ']'.repeat(40);
    const answer = await fetch(`${world.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: `{"model":"${ROUTE}","messages":[{"role":"user","content":"Where is my order?","annotations":${deep}}]}`,
    });
    expect([answer.status, answer.headers.get('x-tidegate-arm')]).toEqual([200, 'stable']);
    const outcomes = await world.recorded(2);
    expect(outcomes.find(({ arm }) => arm === 'candidate')).toMatchObject({ errorType: 'unsupported', counted: true });
  });
});

test('a stream that guardrails let pass comes whole through its opening, however slowly it is read', async () => {
  const words = Array.from({ length: 4_000 }, (_, index) => `word-${index} ${'x'.repeat(1_000)} `);
  raw = await RawProvider.that((socket) => {
    const events = [...words.map((word) => token(word)), token('', 'stop'), DONE].map((event) => frame(event));
    socket.write(Buffer.concat([Buffer.from(STREAM_HEAD), ...events, Buffer.from(LAST_FRAME)]));
  });
  const guardrails = {
    post: [{ kind: 'denied-pattern' as const, name: 'no', mode: 'enforce' as const, patterns: ['never'] }],
  };
  world = await World.given({ providerUrl: raw.url, stable: { ...NO_RETRIES, guardrails } });
  expect((await read()).text).toBe(words.join(''));
});

test('a client that leaves while guardrails hold a stream back ends the call to the provider', async () => {
  raw = await RawProvider.that(
    (socket) => void socket.write(Buffer.concat([Buffer.from(STREAM_HEAD), frame(token('a'))])),
  );
  world = await World.given({ providerUrl: raw.url, stable: { ...NO_RETRIES, guardrails: { post: [closed] } } });
  const gone = new AbortController();
  const asked = world.client.chat.completions.create(
    { model: ROUTE, messages: QUESTION, stream: true },
    { signal: gone.signal },
  );
  const ended = asked.catch((error: unknown) => String(error));
  await waitFor(() => raw?.requests.length === 1, { within: '5s', what: 'a call' });
  gone.abort();
  expect(await ended).toMatch(/abort/);
  await waitFor(() => raw?.closed === 1, { within: '5s', what: 'the end of the call' });
  expect(await world.recorded(1)).toMatchObject([{ errorType: 'client_closed', abandoned: true, counted: false }]);
});

test('a client that leaves while it is given an answer that a filter cut, since nobody else had one, ends that call', async () => {
  raw = await RawProvider.that(
    (socket) => void socket.write(Buffer.concat([Buffer.from(STREAM_HEAD), frame(token('cut', 'content_filter'))])),
  );
  world = await World.given({
    providerUrl: raw.url,
    stable: { ...NO_RETRIES, fallbacks: [{ provider: 'spare', model: 'fallback-model', on: ['content_filter'] }] },
  });
  world.behaves('fallback-model', { errorRate: 1 });
  const gone = new AbortController();
  const stream = await world.client.chat.completions.create(
    { model: ROUTE, messages: QUESTION, stream: true },
    { signal: gone.signal },
  );
  for await (const chunk of stream) {
    expect(chunk.choices[0]?.finish_reason).toBe('content_filter');
    gone.abort();
  }
  await waitFor(() => raw?.closed === 1, { within: '5s', what: 'the end of the call' });
});
