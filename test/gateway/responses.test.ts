import { afterEach, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { waitFor } from '../support/wait-for.ts';
import { KEY, ROUTE, World } from './given.ts';
import { frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  raw = undefined;
});

const ALL_ON_CANDIDATE = { rollout: { weight: 1 } };
const INPUT = 'Where is my order?';

async function ask(stream: boolean, extra: object = {}) {
  const { data, response } = await world.client.responses
    .create({ model: ROUTE, input: INPUT, stream, ...extra })
    .withResponse();
  if ('output' in data) return { text: data.output_text, types: [], response };
  let text = '';
  const types: string[] = [];
  for await (const event of data) {
    types.push(event.type);
    if (event.type === 'response.output_text.delta') text += event.delta;
  }
  return { text, types, response };
}

describe('a response reaches the app as the provider gave it', () => {
  test.each([false, true])('with the headers and the outcome of any call (stream: %s)', async (stream) => {
    const prompt = { name: 'support', version: '3', system: 'You are Acme.' };
    world = await World.given({ stable: { prompt } });
    const { text, types, response } = await ask(stream);
    expect(text).toContain('the tide');
    expect(types.at(-1)).toBe(stream ? 'response.completed' : undefined);
    expect(response.headers.get('x-tidegate-route')).toBe(ROUTE);
    expect(response.headers.get('x-tidegate-arm')).toBe('stable');
    expect(await world.recorded(1)).toMatchObject([
      {
        operation: 'chat',
        streamed: stream,
        status: 200,
        promptName: 'support',
        promptVersion: '3',
        responseId: expect.stringMatching(/^resp_/),
        responseModel: 'stable-model',
        finishReason: 'stop',
        refused: false,
        usage: { promptTokens: expect.any(Number), completionTokens: expect.any(Number) },
        costUsd: expect.any(Number),
      },
    ]);
  });

  test.each([false, true])('truncation and refusal are seen (stream: %s)', async (stream) => {
    world = await World.given();
    world.behaves('stable-model', { truncationRate: 1 });
    await ask(stream);
    world.behaves('stable-model', { refusalRate: 1 });
    await ask(stream);
    expect(await world.recorded(2)).toMatchObject([
      { finishReason: 'length', refused: false },
      { finishReason: 'stop', refused: true },
    ]);
  });

  test.each([false, true])('the format that was asked for is checked (stream: %s)', async (stream) => {
    world = await World.given();
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const text = { format: { type: 'json_schema', name: 'place', schema } };
    await ask(stream, { text });
    world.behaves('stable-model', { jsonValidRate: 0 });
    await ask(stream, { text });
    expect((await world.recorded(2)).map(({ evaluations }) => evaluations)).toEqual([
      { schema_invalid: 'pass' },
      { schema_invalid: 'fail' },
    ]);
  });
});

describe('a candidate that fails before its first byte is answered by stable in the same request', () => {
  test.each([false, true])('a server error (stream: %s)', async (stream) => {
    world = await World.given(ALL_ON_CANDIDATE);
    world.behaves('candidate-model', { errorRate: 1 });
    await expectStableAnswer(stream);
  });

  test.each([false, true])('a response that failed (stream: %s)', async (stream) => {
    const failed = { object: 'response', status: 'failed', output: [], error: { code: 'server_error', message: 'no' } };
    raw = await RawProvider.that((socket) => {
      if (!stream) socket.write(jsonAnswer(200, failed));
      else
        streamOf([event('response.created'), event('response.failed', { response: failed })]).forEach(writeTo(socket));
    });
    world = await World.given({
      ...ALL_ON_CANDIDATE,
      candidate: { retries: { attempts: 0 } },
      candidateProviderUrl: raw.url,
    });
    await expectStableAnswer(stream);
  });

  test('a stream that breaks before its first token', async () => {
    raw = await RawProvider.that((socket) => {
      [STREAM_HEAD, frame(event('response.created') + event('response.in_progress'))].forEach(writeTo(socket));
      socket.end();
    });
    world = await World.given({
      ...ALL_ON_CANDIDATE,
      candidate: { retries: { attempts: 0 } },
      candidateProviderUrl: raw.url,
    });
    await expectStableAnswer(true);
  });

  async function expectStableAnswer(stream: boolean): Promise<void> {
    const { text, response } = await ask(stream);
    expect(text).toContain('the tide');
    expect(response.headers.get('x-tidegate-arm')).toBe('stable');
    expect(response.headers.get('x-tidegate-fallback')).toBe('stable');
    await world.recorded(2);
    expect(world.statistics('candidate').rates['error_rate']).toEqual({ trials: 1, events: 1 });
    expect(world.statistics('stable').requests).toBe(0);
  }
});

describe('a stream that broke is never closed as if complete', () => {
  const breaks: Record<string, { parts: readonly (string | Buffer)[]; ends?: boolean }> = {
    'the connection breaks': { parts: [frame(delta('half'))], ends: true },
    'the provider ends without the last event': { parts: [frame(delta('half')), LAST_FRAME] },
    'the provider ends with [DONE] alone': { parts: [frame(delta('half')), frame('data: [DONE]\n\n'), LAST_FRAME] },
    'the provider reports an error': {
      parts: [frame(delta('half')), frame(event('error', { code: 'overloaded', message: 'busy' })), LAST_FRAME],
    },
    'the last event is cut': {
      parts: [frame(delta('half')), frame('event: response.completed\ndata: {"type":"response.comp'), LAST_FRAME],
    },
    'the next token does not come in time': { parts: [frame(delta('half'))] },
  };
  test.each(Object.keys(breaks))('%s', async (name) => {
    const { parts = [], ends = false } = breaks[name] ?? {};
    raw = await RawProvider.that((socket) => {
      [STREAM_HEAD, ...parts].forEach(writeTo(socket));
      if (ends) socket.end();
    });
    world = await World.given({ providerUrl: raw.url, stable: { timeouts: { betweenTokensMs: 200 } } });
    const { text, complete } = await readRaw();
    expect(text).toContain('half');
    expect(complete).toBe(false);
    const [head = '', data = ''] = (text.trimEnd().split('\n\n').at(-1) ?? '').split('\n');
    expect(head).toBe('event: error');
    expect(JSON.parse(data.replace(/^data: /, ''))).toMatchObject({
      type: 'error',
      message: expect.any(String),
      code: expect.any(String),
    });
    expect(await world.recorded(1)).toMatchObject([{ status: 200, errorType: expect.any(String), counted: true }]);
  });

  test('the openai client raises', async () => {
    world = await World.given();
    world.behaves('stable-model', { streamBreakRate: 1 });
    await expect(ask(true)).rejects.toThrow(/connection to the provider failed/);
  });

  test('a response that failed after its first token says so itself, and counts as an error', async () => {
    const response = { status: 'failed', output: [], error: { code: 'server_error', message: 'no' } };
    raw = await RawProvider.that((socket) =>
      streamOf([delta('half'), event('response.failed', { response })]).forEach(writeTo(socket)),
    );
    world = await World.given({ providerUrl: raw.url });
    const { text, complete } = await readRaw();
    expect(text.endsWith(event('response.failed', { response }))).toBe(true);
    expect(complete).toBe(true);
    expect(await world.recorded(1)).toMatchObject([{ status: 200, errorType: 'invalid_answer', counted: true }]);
  });
});

describe('in shadow', () => {
  const SHADOW = { rollout: { stage: 'shadow' as const, weight: 0, mirrorRate: 1 } };

  test.each([false, true])('a response is mirrored (stream: %s)', async (stream) => {
    world = await World.given(SHADOW);
    await ask(stream);
    await waitFor(() => world.pairs().pairs === 1, { within: '5s', what: 'the pair' });
    expect(world.pairs().rates['error_rate']?.bothGood).toBe(1);
  });

  test('but not one that the provider would act on twice', async () => {
    world = await World.given(SHADOW);
    await ask(false, { conversation: 'conv_1' });
    await ask(false, { tools: [{ type: 'mcp', server_label: 'shop', server_url: 'https://shop.example' }] });
    await ask(false);
    await waitFor(() => world.pairs().pairs === 1, { within: '5s', what: 'the pair' });
    expect(world.provider.calls.get('candidate-model')?.calls).toBe(1);
  });
});

function event(type: string, fields: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 0, ...fields })}\n\n`;
}

function delta(text: string): string {
  return event('response.output_text.delta', { item_id: 'msg', output_index: 0, content_index: 0, delta: text });
}

function streamOf(events: readonly string[]): (string | Buffer)[] {
  return [STREAM_HEAD, ...events.map(frame), LAST_FRAME];
}

function writeTo(socket: { write(part: string | Buffer): unknown }): (part: string | Buffer) => void {
  return (part) => void socket.write(part);
}

/** Reads a streamed answer as bytes, and whether its end came in order. */
function readRaw(): Promise<{ text: string; complete: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const call = request(`${world.url}/v1/responses`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', () => undefined);
      response.on('close', () => resolve({ text, complete: response.complete }));
    });
    call.on('error', reject);
    call.end(JSON.stringify({ model: ROUTE, input: INPUT, stream: true }));
  });
}
