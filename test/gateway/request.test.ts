import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { routeVersionSchema } from '../../core/route/version-schema.ts';
import { readChatRequest } from '../../gateway/request/chat-request.ts';
import { editedBody, requestEdits } from '../../gateway/request/edits.ts';
import { parseTraceparent } from '../../gateway/request/trace-context.ts';
import type { RouteVersionInput } from '../../core/route/version.ts';
import { KEY, QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, jsonAnswer, RawProvider } from './raw-provider.ts';

function edited(body: object | string, version: Partial<RouteVersionInput> = {}): Record<string, unknown> {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const config = routeVersionSchema.parse({ provider: 'p', model: 'real-model', ...version });
  const request = readChatRequest(bytes);
  return JSON.parse(editedBody(request, requestEdits(config, config.model)).toString('utf8')) as Record<
    string,
    unknown
  >;
}

describe('what a version changes of a request', () => {
  const messages = [
    { role: 'system', content: 'the app' },
    { role: 'user', content: 'größer 🌊?' },
    { role: 'developer', content: 'of the app' },
  ];

  test("the model is the version's, and all else passes through", () => {
    const fields = fc.dictionary(
      fc.string().filter((name) => !['model', 'stream', 'stream_options', '__proto__'].includes(name)),
      fc.jsonValue({ maxDepth: 3 }),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fields, fc.constantFrom(undefined, 2), (rest, space) => {
        const body = JSON.stringify({ ...rest, model: ROUTE, messages }, undefined, space);
        expect(edited(body)).toEqual({ ...JSON.parse(body), model: 'real-model' });
      }),
    );
  });

  test("parameters of the version take the place of the app's", () => {
    const version = { params: { temperature: 0.2, stop: ['x'], model: 'no', messages: 'no', stream: true } };
    expect(edited({ temperature: 1, model: ROUTE, top_p: 0.5, messages }, version)).toEqual({
      model: 'real-model',
      temperature: 0.2,
      stop: ['x'],
      top_p: 0.5,
      messages,
    });
  });

  test('a field that stands twice is replaced everywhere', () => {
    const body = '{"model":"a","mod\\u0065l":"b","messages":[],"model":"support-agent"}';
    expect(readChatRequest(Buffer.from(body)).model).toBe('support-agent');
    expect(edited(body)).toEqual({ model: 'real-model', messages: [] });
  });

  test('usage is always asked for in streams, other stream options stay away', () => {
    expect(edited({ model: ROUTE, messages, stream: true })['stream_options']).toEqual({ include_usage: true });
    expect(
      edited({ model: ROUTE, messages, stream: true, stream_options: { include_usage: false } })['stream_options'],
    ).toEqual({ include_usage: true });
    expect(edited({ model: ROUTE, messages, stream: false })).not.toHaveProperty('stream_options');
  });

  test("the prompt comes before the app's messages, or in the place of its system messages", () => {
    const prompt = { name: 'p', version: '1', system: 'You are "Acme" 🌊.' };
    const own = { role: 'system', content: prompt.system };
    expect(edited({ messages, model: ROUTE }, { prompt })['messages']).toEqual([own, ...messages]);
    expect(edited({ messages, model: ROUTE }, { prompt: { ...prompt, placement: 'replace' } })['messages']).toEqual([
      own,
      messages[1],
    ]);
    expect(edited({ messages: [], model: ROUTE }, { prompt })['messages']).toEqual([own]);
    expect(edited({ messages: 'no list', model: ROUTE }, { prompt })['messages']).toBe('no list');
  });
});

describe('the place of a call in its trace', () => {
  const [trace, span] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
  test('is taken from a traceparent', () => {
    expect(parseTraceparent(`00-${trace}-${span}-01`)).toEqual({ traceId: trace, parentSpanId: span });
    expect(parseTraceparent(`cc-${trace}-${span}-01-later`)).toEqual({ traceId: trace, parentSpanId: span });
  });
  test.each([
    undefined,
    '',
    'x',
    `ff-${trace}-${span}-01`,
    `00-${trace}-${span}-01-x`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
  ])('is its own where the header is %j', (header) => expect(parseTraceparent(header)).toBeUndefined());
});

describe('who calls for whom', () => {
  let world: World;
  let raw: RawProvider | undefined;
  afterEach(async () => {
    await world.end();
    await raw?.end();
    raw = undefined;
  });

  test('a session stays on its arm, whoever of its users asks', async () => {
    world = await World.given({ rollout: { weight: 0.5 } });
    for (let session = 0; session < 8; session += 1) {
      const arms = new Set<string | null>();
      for (let asked = 0; asked < 6; asked += 1) {
        const options = asked % 2 === 0 ? { headers: { 'x-session-id': `s${session}` } } : {};
        const metadata = asked % 2 === 0 ? {} : { metadata: { session_id: `s${session}` } };
        const body = { model: ROUTE, messages: QUESTION, user: `u${asked}`, ...metadata };
        arms.add(
          (await world.client.chat.completions.create(body, options).withResponse()).response.headers.get(
            'x-tidegate-arm',
          ),
        );
      }
      expect(arms.size).toBe(1);
    }
  });

  test('trace, session, prompt and labels are on the outcome; an app does not choose its tenant', async () => {
    const prompt = { name: 'greeting', version: '7', system: 'Hello.' };
    world = await World.given({ stable: { prompt }, key: { tenant: 'acme', labels: { plan: 'pro' } } });
    const headers = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
    const metadata = { tenant: 'other', plan: 'free', step: 'planning', session_id: 'chat-1', nul: 'a\u0000b' };
    const { response } = await world.client.chat.completions
      .create({ model: ROUTE, messages: QUESTION, metadata }, { headers })
      .withResponse();
    expect(response.headers.get('x-tidegate-trace-id')).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(await world.recorded(1)).toMatchObject([
      {
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        parentSpanId: '00f067aa0ba902b7',
        session: 'chat-1',
        promptName: 'greeting',
        promptVersion: '7',
        keyId: 'key_1',
        labels: { tenant: 'acme', plan: 'pro', step: 'planning', nul: 'ab' },
        provider: 'simulated',
        requestModel: 'stable-model',
        responseModel: 'stable-model',
        usage: { promptTokens: expect.any(Number), completionTokens: expect.any(Number) },
        costUsd: expect.any(Number),
      },
    ]);
  });

  test("the provider gets its own key and not the app's, and fields that nobody knows", async () => {
    raw = await RawProvider.that((socket) => void socket.write(jsonAnswer(200, COMPLETION)));
    world = await World.given({ providerUrl: raw.url });
    const body = { model: ROUTE, messages: QUESTION, future_field: { deep: [1] } };
    await world.client.chat.completions.create(body);
    expect(JSON.parse(raw.requests[0] ?? '')).toMatchObject({
      model: 'stable-model',
      future_field: { deep: [1] },
      messages: QUESTION,
    });
    expect(raw.heads[0]).toMatch(/authorization: Bearer secret-of-PROVIDER_KEY/);
    expect(raw.heads[0]).not.toContain(KEY);
  });
});
