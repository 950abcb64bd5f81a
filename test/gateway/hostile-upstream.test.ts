import { afterEach, describe, expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import type { RouteVersionInput } from '../../core/route/version.ts';
import { QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, DONE, frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let raw: RawProvider;
afterEach(async () => {
  await world.end();
  await raw.end();
});

async function given(
  answer: (socket: Socket, index: number) => unknown,
  stable: Partial<RouteVersionInput> = {},
): Promise<void> {
  raw = await RawProvider.that((socket, index) => void answer(socket, index));
  world = await World.given({ providerUrl: raw.url, stable: { retries: { attempts: 0 }, ...stable } });
}

async function ask(stream: boolean): Promise<string> {
  const answer = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream });
  if ('choices' in answer) return answer.choices[0]?.message.content ?? '';
  let text = '';
  for await (const chunk of answer) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

const FALLBACK = { fallbacks: [{ provider: 'spare', model: 'fallback-model' }] };
const WHOLE = [STREAM_HEAD, frame(token('whole', 'stop')), frame(DONE), LAST_FRAME];
const PLAIN_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n';

describe('a hang at any phase before the first token is a timeout that the fallback answers', () => {
  const hangs: Record<string, { stream: boolean; parts: readonly (string | Buffer)[]; phase: string }> = {
    'no answer at all, plain': { stream: false, parts: [], phase: 'total' },
    'no answer at all, streamed': { stream: true, parts: [], phase: 'first_token' },
    'half of a head': { stream: true, parts: ['HTTP/1.1 200 OK\r\ncontent-ty'], phase: 'first_token' },
    'a head without a body': { stream: true, parts: [STREAM_HEAD], phase: 'first_token' },
    'a head and half of a plain body': { stream: false, parts: [PLAIN_HEAD, '{"choices":'], phase: 'total' },
    'comments, which are no tokens': { stream: true, parts: [STREAM_HEAD, frame(': wait\n\n')], phase: 'first_token' },
    'a role, which is no token': { stream: true, parts: [STREAM_HEAD, frame(token(''))], phase: 'first_token' },
    'half of the first event': { stream: true, parts: [STREAM_HEAD, frame('data: {"cho')], phase: 'first_token' },
    'an error without its body': {
      stream: true,
      parts: ['HTTP/1.1 500 Oh\r\ncontent-length: 10\r\n\r\n{'],
      phase: 'first_token',
    },
  };
  test.each(Object.keys(hangs))('%s', async (name) => {
    const { stream = false, parts = [], phase } = hangs[name] ?? {};
    const timeouts = { firstTokenMs: 1_000, totalMs: stream ? 10_000 : 1_500 };
    await given((socket) => parts.forEach((part) => socket.write(part)), { timeouts, ...FALLBACK });
    expect(await ask(stream)).toContain('the tide');
    expect(await world.recorded(2)).toMatchObject([
      { errorType: `timeout_${phase}`, timedOut: true, fallbackTarget: 'spare/fallback-model' },
      { status: 200 },
    ]);
  });
});

describe('an answer that is none is answered by the fallback', () => {
  const plain = JSON.stringify(COMPLETION);
  const head = (status: string, headers: string, length: number): string =>
    `HTTP/1.1 ${status}\r\n${headers}content-length: ${length}\r\n\r\n`;
  const answers: Record<string, { stream: boolean; bytes: string }> = {
    'packed, which was not asked for': {
      stream: false,
      bytes: head('200 OK', 'content-encoding: gzip\r\n', 3) + 'xyz',
    },
    nothing: { stream: false, bytes: head('204 No Content', '', 0) },
    'a page in the place of a stream': {
      stream: true,
      bytes: head('200 OK', 'content-type: text/html\r\n', 6) + '<html>',
    },
    'events where JSON was asked for': {
      stream: false,
      bytes: head('200 OK', 'content-type: text/event-stream\r\n', DONE.length) + DONE,
    },
    'a list': { stream: false, bytes: head('200 OK', '', 2) + '[]' },
    'two answers in one': { stream: false, bytes: head('200 OK', '', plain.length * 2) + plain + plain },
    'headers without end': { stream: false, bytes: `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n` },
    'a body longer than it says': { stream: true, bytes: `${head('200 OK', '', 5)}data: {"choices":[{}]}\n\n` },
  };
  test.each(Object.keys(answers))('%s', async (name) => {
    await given((socket) => socket.write(answers[name]?.bytes ?? ''), { timeouts: { totalMs: 5_000 }, ...FALLBACK });
    expect(await ask(answers[name]?.stream === true)).toContain('the tide');
  });
});

test('an answer of another content type that is one all the same is passed on', async () => {
  await given((socket) => socket.write(jsonAnswer(200, COMPLETION).replace('application/json', 'text/plain')));
  expect(await ask(false)).toBe('raw answer');
});

test('an interim answer is no answer', async () => {
  await given((socket) => socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${jsonAnswer(200, COMPLETION)}`));
  expect(await ask(false)).toBe('raw answer');
});

test('one event in ten thousand pieces arrives whole', async () => {
  const event = Buffer.from(token('€'.repeat(3_000), 'stop') + DONE);
  await given((socket) => {
    const pieces = Array.from({ length: event.length }, (_byte, at) => frame(event.subarray(at, at + 1)));
    socket.write(Buffer.concat([Buffer.from(STREAM_HEAD), ...pieces, Buffer.from(LAST_FRAME)]));
  });
  expect(await ask(true)).toBe('€'.repeat(3_000));
});

test('what comes after the end of a stream reaches nobody', async () => {
  await given((socket) => {
    socket.write(STREAM_HEAD);
    socket.write(Buffer.concat([frame(token('whole', 'stop')), frame(DONE + token('more')), frame(token('and more'))]));
    socket.write(LAST_FRAME);
  });
  expect(await ask(true)).toBe('whole');
});

describe('429', () => {
  const busy = (headers: readonly string[]): string => jsonAnswer(429, { error: { message: 'busy' } }, headers);

  test('with a short retry-after is asked again, but not before', async () => {
    const at: number[] = [];
    await given(
      (socket, index) => {
        at.push(performance.now());
        if (index === 0) socket.write(busy(['retry-after-ms: 250']));
        else WHOLE.forEach((part) => socket.write(part));
      },
      { retries: { attempts: 1 } },
    );
    expect(await ask(true)).toBe('whole');
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(240);
  });

  test('with a long one goes to the fallback at once', async () => {
    await given((socket) => socket.write(busy(['retry-after: 60'])), { retries: { attempts: 3 }, ...FALLBACK });
    expect(await ask(false)).toContain('the tide');
    expect(raw.requests).toHaveLength(1);
  });

  test('without one is asked again after a moment', async () => {
    await given((socket, index) => socket.write(index === 0 ? busy([]) : jsonAnswer(200, COMPLETION)), {
      retries: { attempts: 1 },
    });
    expect(await ask(false)).toBe('raw answer');
    expect(await world.recorded(1)).toMatchObject([{ retries: 1 }]);
  });

  test('that nobody else answers reaches the app with its retry-after', async () => {
    await given((socket) => socket.write(busy(['retry-after: 60'])));
    const error = await ask(false).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 429 });
    expect((error as { headers: Headers }).headers.get('retry-after')).toBe('60');
  });
});
