import { afterEach, describe, expect, test } from '@jest/globals';
import type { ResponseCreateParams } from 'openai/resources/responses/responses';
import { FakeAnthropic, message, messageEvents, overloaded, textBlock } from './fake-anthropic.ts';
import { ROUTE, World } from './given.ts';

let world: World;
let fake: FakeAnthropic;
afterEach(async () => {
  await world.end();
  await fake.end();
});

async function given(reply: Parameters<typeof FakeAnthropic.that>[0], stable = {}): Promise<void> {
  fake = await FakeAnthropic.that(reply);
  world = await World.given({
    providerUrl: fake.url,
    provider: { kind: 'anthropic', baseUrl: `${fake.url}/v1` },
    stable: { retries: { attempts: 0 }, ...stable },
  });
}

const ask = (params: Partial<ResponseCreateParams> = {}) =>
  world.client.responses.create({ model: ROUTE, input: 'Where is my order?', ...params, stream: false });

const TOOL = {
  type: 'function' as const,
  name: 'weather',
  strict: false,
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};

const BLOCKS = [
  { start: { type: 'thinking', thinking: '' }, deltas: [{ type: 'thinking_delta', thinking: 'Hm.' }] },
  textBlock('Let me ', 'löök.'),
  {
    start: { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
    deltas: [{ type: 'input_json_delta', partial_json: '{"city":"Köln"}' }],
  },
];

describe('responses are served by Messages', () => {
  test('a plain one, with instructions, items and tools', async () => {
    const content = [
      { type: 'text', text: 'Sunny.' },
      { type: 'tool_use', id: 'toolu_2', name: 'weather', input: { city: 'Bonn' } },
    ];
    await given(() => ({ json: message({ content, stop_reason: 'tool_use' }) }));
    const response = await ask({
      instructions: 'Be brief.',
      max_output_tokens: 60,
      tools: [TOOL],
      tool_choice: { type: 'function', name: 'weather' },
      reasoning: { effort: 'high' },
      input: [
        { role: 'developer', content: 'In Celsius.' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Here?' },
            { type: 'input_image', image_url: 'data:image/png;base64,aGVsbG8=', detail: 'auto' },
          ],
        },
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'function_call', call_id: 'toolu_1', name: 'weather', arguments: '{"city":"Kiel"}' },
        { type: 'function_call_output', call_id: 'toolu_1', output: 'sun' },
      ],
    });
    expect(fake.requests[0]).toMatchObject({
      max_tokens: 60,
      system: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'In Celsius.' },
      ],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Here?' }, { type: 'image' }] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', input: { city: 'Kiel' } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1' }] },
      ],
      tools: [{ name: 'weather' }],
      tool_choice: { type: 'tool', name: 'weather' },
      output_config: { effort: 'high' },
    });
    expect(response).toMatchObject({
      id: 'resp_msg_01',
      status: 'completed',
      output_text: 'Sunny.',
      output: [
        { type: 'message', role: 'assistant', status: 'completed' },
        { type: 'function_call', call_id: 'toolu_2', name: 'weather', arguments: '{"city":"Bonn"}' },
      ],
      usage: { input_tokens: 115, output_tokens: 7, input_tokens_details: { cached_tokens: 100 } },
    });
    expect(await world.recorded(1)).toMatchObject([
      { status: 200, finishReason: 'tool_calls', usage: { promptTokens: 115, cachedPromptTokens: 100 } },
    ]);
  });

  test.each([
    ['max_tokens', 'max_output_tokens', 'length'],
    ['refusal', 'content_filter', 'content_filter'],
  ])('a stop by %s is incomplete by %s', async (stop_reason, reason, finishReason) => {
    await given(() => ({ json: message({ stop_reason }) }));
    expect(await ask()).toMatchObject({ status: 'incomplete', incomplete_details: { reason } });
    expect(await world.recorded(1)).toMatchObject([{ finishReason }]);
  });

  test('a schema binds the model', async () => {
    await given(() => ({ json: message({ content: [{ type: 'text', text: '{}' }] }) }));
    const schema = { type: 'object', properties: {}, required: [], additionalProperties: false };
    await ask({ text: { format: { type: 'json_schema', name: 'n', schema } } });
    expect(fake.requests[0]?.output_config).toEqual({ format: { type: 'json_schema', schema } });
    expect(await world.recorded(1)).toMatchObject([{ evaluations: { schema_invalid: 'pass' } }]);
  });

  test.each([3, 100_000])('a stream, cut at %i bytes', async (cut) => {
    await given(() => ({ events: messageEvents(BLOCKS, 'tool_use'), cut }));
    const stream = await world.client.responses.create({ model: ROUTE, input: 'hi', stream: true });
    const types: string[] = [];
    const sequence: number[] = [];
    let text = '';
    let final: unknown;
    for await (const event of stream) {
      types.push(event.type);
      sequence.push(event.sequence_number);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed') final = event.response;
    }
    expect(text).toBe('Let me löök.');
    expect(sequence).toEqual(sequence.map((_number, index) => index));
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(final).toMatchObject({
      status: 'completed',
      output: [
        { type: 'reasoning', summary: [{ text: 'Hm.' }] },
        { type: 'message', content: [{ type: 'output_text', text: 'Let me löök.' }] },
        { type: 'function_call', call_id: 'toolu_1', arguments: '{"city":"Köln"}' },
      ],
      usage: { input_tokens: 115, output_tokens: 7, output_tokens_details: { reasoning_tokens: 3 } },
    });
    expect(await world.recorded(1)).toMatchObject([{ status: 200, finishReason: 'tool_calls' }]);
  });

  test('a stream that fails after its first token is never a clean end', async () => {
    await given(() => ({ events: [...messageEvents([textBlock('half')]).slice(0, 4), overloaded], cut: 40 }));
    const read = async (): Promise<void> => {
      const stream = await world.client.responses.create({ model: ROUTE, input: 'hi', stream: true });
      for await (const _event of stream);
    };
    await expect(read()).rejects.toThrow(/Overloaded/);
    expect(await world.recorded(1)).toMatchObject([{ errorType: expect.any(String) }]);
  });

  test.each<[string, Partial<ResponseCreateParams>]>([
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['background', { background: true }],
    ['max_tool_calls', { max_tool_calls: 3 }],
    ['tools[0]', { tools: [{ type: 'web_search' }] }],
    ['input[0]', { input: [{ type: 'item_reference', id: 'x' }] }],
    ['top_logprobs', { top_logprobs: 3 }],
  ])('what Messages can not do is one clear 400: %s', async (param, params) => {
    await given(() => ({ json: message() }));
    await expect(ask(params)).rejects.toMatchObject({ status: 400, code: 'unsupported_by_provider', param });
    expect(fake.requests).toEqual([]);
  });
});
