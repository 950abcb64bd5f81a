import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COMPLETION_EVENTS } from '../../gateway/endpoint/completion-events.ts';
import { EventStream } from '../../gateway/upstream/event-stream.ts';
import { QUESTION, ROUTE, World } from './given.ts';
import { DONE, frame, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

const usage = `data: ${JSON.stringify({ id: 'x', choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } })}\n\n`;

/** Feeds a stream in the given pieces. */
function read(
  pieces: readonly Buffer[],
  forwardUsage = false,
): { stream: EventStream; forwarded: string; whole: boolean } {
  const stream = new EventStream(COMPLETION_EVENTS, forwardUsage);
  const parts = pieces.map((piece) => stream.push(piece)).filter((part) => part !== undefined);
  const whole = parts.every((part) => /(\n\n|\r\r|\n\r\n)$/.test(part.toString('latin1')));
  return { stream, forwarded: Buffer.concat(parts).toString('utf8'), whole };
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const edges = [
    0,
    ...[...new Set(at.map((point) => point % (bytes.length + 1)))].toSorted((a, b) => a - b),
    bytes.length,
  ];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

describe('wherever the network cuts a stream', () => {
  test.each(['\n', '\r\n', '\r'])('the app gets whole events, and the gateway reads them (line ends %j)', (lineEnd) => {
    const events = [
      ': a comment\n\n',
      token(''),
      token('größer'),
      token('🌊 and ‮ more'),
      token('', 'stop'),
      usage,
      DONE,
    ].map((event) => event.replaceAll('\n', lineEnd));
    const bytes = Buffer.from(events.join(''));
    const expected = events.filter((event) => !event.includes('usage')).join('');
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (points) => {
        const { stream, forwarded, whole } = read(cut(bytes, points));
        expect(forwarded).toBe(expected);
        expect(whole).toBe(true);
        expect(stream.done).toBe(true);
        expect(stream.facts).toMatchObject({
          finishReason: 'stop',
          refused: false,
          usage: { promptTokens: 3, completionTokens: 2 },
        });
      }),
    );
  });
});

test('the usage chunk is forwarded to an app that asked for it', () => {
  expect(read([Buffer.from(token('a', 'stop') + usage + DONE)], true).forwarded).toContain('prompt_tokens');
});

test('text that looks like a finish, a usage or an end is text', () => {
  const text = '"finish_reason":"stop" data: [DONE] "usage":{"prompt_tokens":9} "error":{"message":"x"}';
  const { stream, forwarded } = read([Buffer.from(token('a')), Buffer.from(token(text))]);
  expect(stream).toMatchObject({ done: false, error: undefined, facts: { responseId: 'chatcmpl-raw' } });
  expect(stream.facts.finishReason).toBeUndefined();
  expect(forwarded).toBe(token('a') + token(text));
});

test('an event without an end is held back, and given up beyond the limit', () => {
  const stream = new EventStream(COMPLETION_EVENTS, false);
  stream.push(Buffer.from(token('a')));
  const piece = Buffer.alloc(1024 * 1024, 'x');
  for (let sent = 0; sent < 20 && stream.error === undefined; sent += 1) expect(stream.push(piece)).toBeUndefined();
  expect(stream.error?.message).toMatch(/larger than/);
});

describe('over the wire', () => {
  let world: World;
  let raw: RawProvider | undefined;
  afterEach(async () => {
    await world.end();
    await raw?.end();
  });

  test('a character split between two packets and a very large event reach the app unharmed', async () => {
    const large = '€'.repeat(300_000);
    const bytes = Buffer.concat([
      Buffer.from(STREAM_HEAD),
      frame(token(large)),
      frame(token('ß', 'stop')),
      frame(DONE),
      Buffer.from(LAST_FRAME),
    ]);
    raw = await RawProvider.that((socket) => {
      const middle = bytes.length >> 1;
      socket.write(bytes.subarray(0, middle + 1), () => setTimeout(() => socket.write(bytes.subarray(middle + 1)), 20));
    });
    world = await World.given({ providerUrl: raw.url });
    const stream = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(`${large}ß`);
  });

  test('a client that does not read slows the provider down, and nothing is lost', async () => {
    const count = 400;
    const piece = 'x'.repeat(20_000);
    raw = await RawProvider.that(async (socket) => {
      socket.write(STREAM_HEAD);
      for (let sent = 0; sent < count; sent += 1) {
        if (!socket.write(frame(token(piece)))) await new Promise((resolve) => socket.once('drain', resolve));
      }
      socket.write(Buffer.concat([frame(token('', 'stop')), frame(DONE), Buffer.from(LAST_FRAME)]));
    });
    world = await World.given({ providerUrl: raw.url, stable: { timeouts: { betweenTokensMs: 600 } } });
    const stream = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream: true });
    let length = 0;
    let chunks = 0;
    for await (const chunk of stream) {
      length += chunk.choices[0]?.delta.content?.length ?? 0;
      chunks += 1;
      if (chunks === 1) await new Promise((resolve) => setTimeout(resolve, 1_200));
    }
    expect(length).toBe(count * piece.length);
    expect(await world.recorded(1)).toMatchObject([{ status: 200, finishReason: 'stop' }]);
  });
});
