import { afterEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import { FakeAnthropic, message, messageEvents, overloaded, textBlock } from './fake-anthropic.ts';
import { QUESTION, ROUTE, World } from './given.ts';

let world: World;
let fake: FakeAnthropic;
afterEach(async () => {
  await world.end();
  await fake.end();
});

const NO_RETRIES = { retries: { attempts: 0 } };

/** A route whose stable version is served by the fake. */
async function given(reply: Parameters<typeof FakeAnthropic.that>[0], stable = {}): Promise<void> {
  fake = await FakeAnthropic.that(reply);
  world = await World.given({
    providerUrl: fake.url,
    provider: { kind: 'anthropic', baseUrl: fake.url },
    stable: { ...NO_RETRIES, ...stable },
  });
}

type Params = Partial<ChatCompletionCreateParams>;

const ask = (params: Params = {}) =>
  world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, ...params, stream: false });

async function stream(params: Params = {}) {
  return world.client.chat.completions.create({
    model: ROUTE,
    messages: QUESTION,
    stream_options: { include_usage: true },
    ...params,
    stream: true,
  });
}

const WEATHER = {
  type: 'function' as const,
  function: {
    name: 'weather',
    description: 'The weather in a city',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', minLength: 1 } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

describe('an app that calls OpenAI is served by Anthropic without a change', () => {
  test('a plain answer, with its usage, cost and facts in the trace', async () => {
    await given(() => ({ json: message() }), { prompt: { name: 'p', version: '1', system: 'Be brief.' } });
    const answer = await ask({
      temperature: 0.2,
      stop: 'END',
      max_completion_tokens: 50,
      safety_identifier: 'user-7',
      store: false,
    });
    expect(answer).toMatchObject({
      id: 'msg_01',
      object: 'chat.completion',
      model: 'claude-haiku-4-5',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'It is on its way.' } }],
      usage: {
        prompt_tokens: 115,
        completion_tokens: 7,
        total_tokens: 122,
        prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 5 },
      },
    });
    expect(fake.requests).toEqual([
      {
        model: 'stable-model',
        max_tokens: 50,
        stream: false,
        temperature: 0.2,
        stop_sequences: ['END'],
        system: [{ type: 'text', text: 'Be brief.' }],
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Where is my order?' }] }],
        metadata: { user_id: 'user-7' },
      },
    ]);
    expect(fake.heads[0]).toMatchObject({ 'x-api-key': 'secret-of-PROVIDER_KEY' });
    expect(fake.heads[0]?.authorization).toBeUndefined();
    expect(await world.recorded(1)).toMatchObject([
      {
        status: 200,
        finishReason: 'stop',
        responseId: 'msg_01',
        usage: { promptTokens: 115, completionTokens: 7, cachedPromptTokens: 100 },
      },
    ]);
  });

  test('max_tokens has a default, which the provider sets', async () => {
    await given(() => ({ json: message() }));
    await ask();
    expect(fake.requests[0]?.max_tokens).toBe(8_192);
  });

  test('a conversation with tools, images and files', async () => {
    await given(() => ({ json: message({ content: [{ type: 'text', text: 'Sunny.' }] }) }));
    const call = (id: string, city: string) => ({
      id,
      type: 'function' as const,
      function: { name: 'weather', arguments: JSON.stringify({ city }) },
    });
    await ask({
      tools: [WEATHER],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      parallel_tool_calls: false,
      messages: [
        { role: 'system', content: 'You know the weather.' },
        { role: 'developer', content: [{ type: 'text', text: 'In Celsius.' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Here and there?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,aGVsbG8=' } },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,aGVsbG8=' } },
          ],
        },
        { role: 'assistant', content: '', tool_calls: [call('call.1', 'Kiel'), call('call_2', 'Bonn')] },
        { role: 'tool', tool_call_id: 'call.1', content: 'sun' },
        { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: 'rain' }] },
        { role: 'user', content: 'And now?' },
      ],
    });
    expect(fake.requests[0]).toMatchObject({
      system: [
        { type: 'text', text: 'You know the weather.' },
        { type: 'text', text: 'In Celsius.' },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Here and there?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGVsbG8=' } },
            { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
            { type: 'document', title: 'a.pdf', source: { type: 'base64', media_type: 'application/pdf' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Kiel' } },
            { type: 'tool_use', id: 'call_2', name: 'weather', input: { city: 'Bonn' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'sun' }] },
            { type: 'tool_result', tool_use_id: 'call_2', content: [{ type: 'text', text: 'rain' }] },
            { type: 'text', text: 'And now?' },
          ],
        },
      ],
      tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true },
    });
    expect(fake.requests[0]?.tools).toEqual([
      {
        name: 'weather',
        description: 'The weather in a city',
        strict: true,
        input_schema: {
          type: 'object',
          properties: { city: { type: 'string' } },
          required: ['city'],
          additionalProperties: false,
        },
      },
    ]);
  });

  test('an answer that calls a tool', async () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 's' },
      { type: 'text', text: 'Let me look.' },
      { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Köln' } },
    ];
    await given(() => ({ json: message({ content, stop_reason: 'tool_use' }) }));
    const { choices } = await ask({ tools: [WEATHER], tool_choice: 'required' });
    expect(fake.requests[0]?.tool_choice).toEqual({ type: 'any' });
    expect(choices).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: {
          content: 'Let me look.',
          reasoning_content: 'Hm.',
          tool_calls: [
            { id: 'toolu_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Köln"}' } },
          ],
        },
      },
    ]);
  });

  test('a requested schema binds the model, and effort is passed on', async () => {
    await given(() => ({ json: message({ content: [{ type: 'text', text: '{"n":1}' }] }) }));
    const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 1 } }, required: ['n'] };
    await ask({
      reasoning_effort: 'minimal',
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema } },
    });
    expect(fake.requests[0]?.output_config).toEqual({
      effort: 'low',
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { n: { type: 'integer' } },
          required: ['n'],
          additionalProperties: false,
        },
      },
    });
    expect(await world.recorded(1)).toMatchObject([{ evaluations: { schema_invalid: 'pass' } }]);
    await ask({ response_format: { type: 'json_object' } });
    expect(fake.requests[1]?.system?.[0]?.text).toMatch(/one JSON object/);
  });

  test.each([
    ['max_tokens', 'length', false],
    ['refusal', 'content_filter', true],
    ['model_context_window_exceeded', 'length', false],
    ['stop_sequence', 'stop', false],
    ['something_new', 'something_new', false],
  ])('the stop reason %s is the finish reason %s', async (stop_reason, finish, refused) => {
    await given(() => ({ json: message({ stop_reason }) }));
    expect((await ask()).choices[0]?.finish_reason).toBe(finish);
    expect(await world.recorded(1)).toMatchObject([{ finishReason: finish, refused }]);
  });
});

describe('streams', () => {
  test.each([1, 7, 100_000])('text, thinking and tool calls arrive as chunks, cut at %i bytes', async (cut) => {
    const events = messageEvents(
      [
        { start: { type: 'thinking', thinking: '' }, deltas: [{ type: 'thinking_delta', thinking: 'Hm…' }] },
        textBlock('Größe: ', '🌊'),
        {
          start: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
          deltas: ['', '{"city": "K', 'öln"}'].map((partial_json) => ({ type: 'input_json_delta', partial_json })),
        },
        { start: { type: 'tool_use', id: 'toolu_2', name: 'now', input: {} }, deltas: [] },
      ],
      'tool_use',
    );
    await given(() => ({ events, cut }));
    const calls: { id: string; name: string; arguments: string }[] = [];
    let [text, thought, finish] = ['', '', ''];
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of await stream()) {
      const [choice] = chunk.choices;
      text += choice?.delta.content ?? '';
      thought += String(Reflect.get(choice?.delta ?? {}, 'reasoning_content') ?? '');
      finish = choice?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
      for (const { index, id, function: made } of choice?.delta.tool_calls ?? []) {
        const known = (calls[index] ??= { id: id ?? '', name: made?.name ?? '', arguments: '' });
        known.arguments += made?.arguments ?? '';
      }
    }
    expect([text, thought, finish]).toEqual(['Größe: 🌊', 'Hm…', 'tool_calls']);
    expect(calls).toEqual([
      { id: 'toolu_1', name: 'weather', arguments: '{"city": "Köln"}' },
      { id: 'toolu_2', name: 'now', arguments: '{}' },
    ]);
    expect(usage).toMatchObject({
      prompt_tokens: 115,
      completion_tokens: 7,
      completion_tokens_details: { reasoning_tokens: 3 },
    });
    expect(await world.recorded(1)).toMatchObject([
      { status: 200, finishReason: 'tool_calls', usage: { reasoningTokens: 3, cachedPromptTokens: 100 } },
    ]);
  });

  const whole = messageEvents([textBlock('half', ' whole')]);
  const half = whole.slice(0, 4);
  const breaks: Record<string, { events: object[]; end?: 'break' | 'hang' }> = {
    'an error event': { events: [...half, overloaded] },
    'a connection that breaks': { events: half, end: 'break' },
    'an end in order without message_stop': { events: whole.slice(0, -1) },
    'a message_stop without a reason': { events: [...half, { type: 'message_stop' }] },
    'a pause beyond the limit': { events: half, end: 'hang' },
  };
  test.each(Object.keys(breaks))('%s after the first token is never a clean end', async (name) => {
    await given(() => breaks[name] ?? { events: [] }, { timeouts: { betweenTokensMs: 200 } });
    let text = '';
    const read = async (): Promise<void> => {
      for await (const chunk of await stream()) text += chunk.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toThrow(/Overloaded|connection|ended|longer than/);
    expect('half whole'.startsWith(text)).toBe(true);
    expect(await world.recorded(1)).toMatchObject([{ errorType: expect.any(String) }]);
  });

  test('overloaded before the first token is tried again, and nobody notices', async () => {
    await given((_request, index) => ({ events: index === 0 ? [overloaded] : whole }), { retries: { attempts: 1 } });
    let text = '';
    for await (const chunk of await stream()) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('half whole');
    expect(await world.recorded(1)).toMatchObject([{ retries: 1, status: 200 }]);
  });
});

describe('errors are told as OpenAI tells them', () => {
  test.each([
    [529, 'overloaded_error', 'Overloaded', 503, 'overloaded'],
    [429, 'rate_limit_error', 'Slow down', 429, 'rate_limit_exceeded'],
    [
      400,
      'invalid_request_error',
      'prompt is too long: 300000 tokens > 200000 maximum',
      400,
      'context_length_exceeded',
    ],
    [404, 'not_found_error', 'model: claude-0', 404, 'model_not_found'],
    [401, 'authentication_error', 'invalid x-api-key', 502, 'upstream_refused'],
  ])('%i %s', async (status, type, text, told, code) => {
    const json = { type: 'error', error: { type, message: text }, request_id: 'req_1' };
    await given(() => ({ status, json, headers: { 'retry-after': '9' } }));
    const error = await ask().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ status: told, code });
    expect(await world.recorded(1)).toMatchObject([{ status, errorType: String(status) }]);
  });

  test('an answer that is no message is none', async () => {
    await given(() => ({ json: { type: 'message', content: 'what?' } }));
    await expect(ask()).rejects.toMatchObject({ status: 502, code: 'upstream_invalid_answer' });
  });
});

describe('what Messages can not do is one clear 400 that names it', () => {
  const audio = { type: 'input_audio' as const, input_audio: { data: 'aGVsbG8=', format: 'wav' as const } };
  test.each<[string, Params]>([
    ['n', { n: 2 }],
    ['logprobs', { logprobs: true }],
    ['logit_bias', { logit_bias: { 50256: -100 } }],
    ['frequency_penalty', { frequency_penalty: 0.5 }],
    ['temperature', { temperature: 1.5 }],
    ['messages[0]', { messages: [{ role: 'user', content: [audio] }] }],
    ['tools[0]', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
  ])('%s', async (param, params) => {
    await given(() => ({ json: message() }));
    const error = await ask(params).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 400, code: 'unsupported_by_provider', param });
    expect(fake.requests).toEqual([]);
    expect(await world.recorded(1)).toMatchObject([{ status: 0, errorType: 'unsupported', retries: 0 }]);
  });

  test('what asks for nothing is no obstacle', async () => {
    await given(() => ({ json: message() }));
    await ask({ n: 1, logprobs: false, logit_bias: {}, presence_penalty: 0, frequency_penalty: null, top_p: null });
    expect(fake.requests).toHaveLength(1);
  });

  test('an endpoint', async () => {
    await given(() => ({ json: message() }));
    await expect(world.client.embeddings.create({ model: ROUTE, input: 'x' })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_by_provider',
    });
  });

  test('of a candidate it is answered by stable, and counts as its failure', async () => {
    fake = await FakeAnthropic.that(() => ({ json: message() }));
    world = await World.given({
      rollout: { weight: 1 },
      candidateProvider: { kind: 'anthropic', baseUrl: fake.url },
    });
    const { data, response } = await world.client.chat.completions
      .create({ model: ROUTE, messages: QUESTION, logprobs: true })
      .withResponse();
    expect(data.choices[0]?.message.content).toContain('the tide');
    expect(response.headers.get('x-tidegate-arm')).toBe('stable');
    await world.recorded(2);
    expect(world.statistics('candidate').rates['error_rate']).toEqual({ trials: 1, events: 1 });
  });
});

test('a release can move a route from one vendor to the other', async () => {
  fake = await FakeAnthropic.that(() => ({ json: message() }));
  world = await World.given({ rollout: { weight: 1 }, candidateProvider: { kind: 'anthropic', baseUrl: fake.url } });
  const { data, response } = await world.client.chat.completions
    .create({ model: ROUTE, messages: QUESTION })
    .withResponse();
  expect(response.headers.get('x-tidegate-arm')).toBe('candidate');
  expect(data.choices[0]?.message.content).toBe('It is on its way.');
  await world.recorded(1);
  expect(world.statistics('candidate').values['cost_usd']?.sum).toBeCloseTo((115 * 2 + 7 * 4) / 1e6, 12);
});
