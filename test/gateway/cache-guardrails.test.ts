import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failureOf } from './api-failure.ts';
import { QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, DONE, frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

/* Answers are kept as the provider gave them: what guardrails behind the model say holds for each answer that goes out. */

let world: World;
let raw: RawProvider;
let guard: Server | undefined;
let verdict: 'allow' | 'deny';
afterEach(async () => {
  await world.end();
  await raw.end();
  guard?.closeAllConnections();
  guard?.close();
  guard = undefined;
});

const CARD = '4111 1111 1111 1111';

async function given(post: object): Promise<void> {
  raw = await RawProvider.that((socket, index) => {
    const content = `Sure: ${CARD}, größer`;
    if (raw.requests[index]?.includes('"stream":true') === true) {
      const events = [token(content), token(' and more'), token('', 'stop'), DONE].map(frame);
      socket.write(Buffer.concat([Buffer.from(STREAM_HEAD), ...events, Buffer.from(LAST_FRAME)]));
    } else {
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
      socket.write(jsonAnswer(200, { ...COMPLETION, choices }));
    }
  });
  world = await World.given({
    stable: { cache: { mode: 'exact' }, guardrails: { post: [post as never] } },
    providerUrl: raw.url,
  });
}

async function ask(stream: boolean): Promise<{ cache: string | null; text: string }> {
  const request = { model: ROUTE, messages: QUESTION };
  if (!stream) {
    const { data, response } = await world.client.chat.completions.create(request).withResponse();
    return { cache: response.headers.get('x-tidegate-cache'), text: data.choices[0]?.message.content ?? '' };
  }
  const { data, response } = await world.client.chat.completions.create({ ...request, stream }).withResponse();
  let text = '';
  for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
  return { cache: response.headers.get('x-tidegate-cache'), text };
}

test.each([false, true])('what is redacted is redacted in a kept answer too, streamed: %p', async (stream) => {
  await given({ kind: 'personal-data', name: 'pii', mode: 'redact' });
  const [first, second] = [await ask(stream), await ask(stream)];
  expect([first.cache, second.cache]).toEqual(['miss', 'hit']);
  expect(first.text).toContain('Sure: [CARD], größer');
  expect(second.text).toBe(first.text);
  const verdicts = (await world.recorded(2)).map(({ guardrails }) => guardrails?.map((one) => one.verdict));
  expect(verdicts).toEqual([['redacted'], ['redacted']]);
});

test.each([false, true])(
  'a guard that has come to deny an answer denies the kept one, streamed: %p',
  async (stream) => {
    verdict = 'allow';
    guard = createServer((_request, response) => void response.end(JSON.stringify({ verdict }))).listen(0, '127.0.0.1');
    await once(guard, 'listening');
    const url = `http://127.0.0.1:${(guard.address() as AddressInfo).port}/`;
    await given({ kind: 'webhook', name: 'company', mode: 'enforce', url });
    expect((await ask(stream)).cache).toBe('miss');
    verdict = 'deny';
    expect(await failureOf(ask(stream))).toMatchObject({ code: 'guardrail_blocked' });
    verdict = 'allow';
    expect((await ask(stream)).cache).toBe('hit');
    expect(raw.requests).toHaveLength(1);
    expect(await world.recorded(3)).toMatchObject([
      { cache: 'miss' },
      { cache: 'hit', errorType: 'guardrail_blocked', counted: false },
      { cache: 'hit' },
    ]);
  },
);
