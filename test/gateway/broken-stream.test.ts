import { afterEach, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { QUESTION, ROUTE, KEY, World } from './given.ts';
import { DONE, frame, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  raw = undefined;
});

describe('a stream that broke is never closed as if complete', () => {
  const breaks: Record<string, { parts: readonly (string | Buffer)[]; ends?: boolean }> = {
    'the connection breaks': { parts: [frame(token('half'))], ends: true },
    'the provider ends without [DONE]': { parts: [frame(token('half')), LAST_FRAME] },
    'the provider ends after a finish but without [DONE]': { parts: [frame(token('whole', 'stop')), LAST_FRAME] },
    'the provider ends in the middle of an event': {
      parts: [frame(token('half')), frame('data: {"choices":[{"index":0,"del'), LAST_FRAME],
    },
    'the provider reports an error': {
      parts: [frame(token('half')), frame('data: {"error":{"message":"overloaded","type":"server_error"}}\n\n')],
    },
    'the chunked encoding breaks': { parts: [frame(token('half')), 'zz\r\nwhat'] },
    'an event that tells its finish is no JSON': {
      parts: [frame(token('half')), frame('data: {"choices":[{"finish_reason":"stop"\n\n')],
    },
    'the next token does not come in time': { parts: [frame(token('half'))] },
  };
  test.each(Object.keys(breaks))('%s', async (name) => {
    const { parts = [], ends = false } = breaks[name] ?? {};
    raw = await RawProvider.that((socket) => {
      socket.write(STREAM_HEAD);
      for (const part of parts) socket.write(part);
      if (ends) socket.end();
    });
    world = await World.given({ providerUrl: raw.url, stable: { timeouts: { betweenTokensMs: 200 } } });
    const seen = await readRaw();
    expect(seen.text).toContain(name.includes('finish but') ? 'whole' : 'half');
    expect(seen.complete).toBe(false);
    expect(seen.text).not.toContain('[DONE]');
    const lastEvent = seen.text.trimEnd().split('\n\n').at(-1) ?? '';
    expect(JSON.parse(lastEvent.replace(/^data: /, ''))).toMatchObject({
      error: { message: expect.any(String), type: 'server_error', code: expect.any(String) },
    });
    expect(await world.recorded(1)).toMatchObject([{ status: 200, errorType: expect.any(String), counted: true }]);
  });

  test('the openai client raises', async () => {
    world = await World.given();
    world.behaves('stable-model', { streamBreakRate: 1 });
    const stream = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream: true });
    let text = '';
    const read = async (): Promise<void> => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toThrow(/connection to the provider failed/);
    expect(text).toContain('the tide');
  });

  test('a whole stream ends in order', async () => {
    raw = await RawProvider.that((socket) => {
      socket.write(
        Buffer.concat([Buffer.from(STREAM_HEAD), frame(token('whole', 'stop')), frame(DONE), Buffer.from(LAST_FRAME)]),
      );
    });
    world = await World.given({ providerUrl: raw.url });
    const seen = await readRaw();
    expect(seen.complete).toBe(true);
    expect(seen.text.endsWith(DONE)).toBe(true);
  });
});

/** Reads a streamed answer as bytes, and whether its end came in order. */
function readRaw(): Promise<{ text: string; complete: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const call = request(`${world.url}/v1/chat/completions`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', () => undefined);
      response.on('close', () => resolve({ text, complete: response.complete }));
    });
    call.on('error', reject);
    call.end(JSON.stringify({ model: ROUTE, messages: QUESTION, stream: true }));
  });
}
