import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { routeVersionSchema } from '../../core/route/version-schema.ts';
import { chat } from '../../gateway/endpoint/chat.ts';
import { completions } from '../../gateway/endpoint/completions.ts';
import { embeddings } from '../../gateway/endpoint/embeddings.ts';
import type { Endpoint } from '../../gateway/endpoint/endpoint.ts';
import { moderations } from '../../gateway/endpoint/moderations.ts';
import { responses } from '../../gateway/endpoint/responses.ts';
import { readAppRequest } from '../../gateway/request/app-request.ts';
import { editedBody, requestEdits } from '../../gateway/request/edits.ts';
import { parseTraceparent } from '../../gateway/request/trace-context.ts';
import type { RouteVersionInput } from '../../core/route/version.ts';
import { KEY, QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, jsonAnswer, RawProvider } from './raw-provider.ts';

function edited(
  body: object | string,
  version: Partial<RouteVersionInput> = {},
  endpoint: Endpoint = chat,
): Record<string, unknown> {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const config = routeVersionSchema.parse({ provider: 'p', model: 'real-model', ...version });
  const request = readAppRequest(endpoint, bytes);
  return JSON.parse(editedBody(request, requestEdits(endpoint, config, config.model)).toString('utf8')) as Record<
    string,
    unknown
  >;
}

test.each(['Model', 'MESSAGES', 'meſſages', 'Stream', '\\u004dodel', 'me\\u017f\\u017fages'])(
  'no second model or prompt passes under another spelling of its name: %s',
  (name) => {
    const body = `{"model": "${ROUTE}", "messages": [], "${name}": "x"}`;
    expect(() => readAppRequest(chat, Buffer.from(body))).toThrow(/in another case/);
  },
);

describe('what a version changes of a request', () => {
  const messages = [
    { role: 'system', content: 'the app' },
    { role: 'user', content: 'größer 🌊?' },
    { role: 'developer', content: 'of the app' },
  ];

  test("the model is the version's, and all else passes through", () => {
    const fields = fc.dictionary(
      fc
        .string()
        .filter((name) => !['model', 'stream', 'stream_options', 'metadata', 'store', '__proto__'].includes(name)),
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
    const version = { params: { temperature: 0.2, stop: ['x'] } };
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
    expect(readAppRequest(chat, Buffer.from(body)).model).toBe('support-agent');
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

describe('what a version changes of a request to another endpoint', () => {
  const prompt = { name: 'p', version: '1', system: 'You are "Acme" 🌊.' };
  const replacing = { prompt: { ...prompt, placement: 'replace' as const } };
  const input = [
    { role: 'developer', content: 'the app' },
    { role: 'user', content: 'größer?' },
  ];

  test('responses: the prompt is the instructions, before those of the app or in their place', () => {
    const change = (body: object, version = {}) => edited({ model: ROUTE, input, ...body }, version, responses);
    expect(change({}, { prompt })).toEqual({ model: 'real-model', input, instructions: prompt.system });
    expect(change({ instructions: null }, { prompt })['instructions']).toBe(prompt.system);
    expect(change({ instructions: 'Be "kind".' }, { prompt })).toEqual({
      model: 'real-model',
      input,
      instructions: `${prompt.system}\n\nBe "kind".`,
    });
    expect(change({ instructions: 'Be kind.' }, replacing)).toEqual({
      model: 'real-model',
      input: [input[1]],
      instructions: prompt.system,
    });
    expect(change({ input: 'text' }, replacing)['input']).toBe('text');
    expect(change({ stream: true, stream_options: { include_obfuscation: false } })['stream_options']).toEqual({
      include_obfuscation: false,
    });
  });

  test('completions: the prompt stands before each text, tokens stay', () => {
    const change = (text: unknown) => edited({ prompt: text, model: ROUTE }, { prompt }, completions)['prompt'];
    expect(change('Once "upon"')).toBe(`${prompt.system}\n\nOnce "upon"`);
    expect(change(['a', 'b'])).toEqual([`${prompt.system}\n\na`, `${prompt.system}\n\nb`]);
    expect(change([1, 2])).toEqual([1, 2]);
    expect(change([])).toEqual([]);
  });

  test('embeddings and moderations: the prompt has no place', () => {
    for (const endpoint of [embeddings, moderations])
      expect(edited({ model: ROUTE, input: 'text' }, { prompt }, endpoint)).toEqual({
        model: 'real-model',
        input: 'text',
      });
  });
});

describe('context for the gateway goes on only where providers take it', () => {
  const context = { user: 'u', safety_identifier: 's', metadata: { session_id: '1' } };
  const passedOn = (endpoint: Endpoint, body: object = {}, version = {}) => {
    const sent = edited({ model: ROUTE, ...context, ...body }, version, endpoint);
    return Object.keys(context).filter((name) => name in sent);
  };

  test('metadata of a chat completion only where the answer is stored', () => {
    expect(passedOn(chat)).toEqual(['user', 'safety_identifier']);
    expect(passedOn(chat, { store: false })).toEqual(['user', 'safety_identifier']);
    expect(passedOn(chat, { store: true })).toEqual(['user', 'safety_identifier', 'metadata']);
    expect(passedOn(chat, {}, { params: { store: true } })).toContain('metadata');
    expect(passedOn(chat, { store: true }, { params: { store: false } })).not.toContain('metadata');
  });

  test('metadata of a response unless it is not stored', () => {
    expect(passedOn(responses)).toContain('metadata');
    expect(passedOn(responses, { store: false })).not.toContain('metadata');
  });

  test('no more than their own fields elsewhere', () => {
    expect(passedOn(embeddings, { store: true })).toEqual(['user']);
    expect(passedOn(completions, { store: true })).toEqual(['user']);
    expect(passedOn(moderations, { store: true })).toEqual([]);
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

test('a request of more fields than any has is refused before the places of all are kept', () => {
  const body = `{"model":"m",${Array.from({ length: 1_000 }, () => '"a":0').join(',')}`;
  const refusal = expect.objectContaining({
    details: expect.objectContaining({ status: 400, code: 'too_many_fields' }),
  });
  // What comes after is not read: the whole of it would be no JSON.
  expect(() => readAppRequest(chat, Buffer.from(`${body},"b":0,`))).toThrow(refusal);
  expect(readAppRequest(chat, Buffer.from(`${body.slice(0, -6)}}`)).members).toHaveLength(1_000);
});
