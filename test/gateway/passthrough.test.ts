import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { ROUTE, World } from './given.ts';
import { COMPLETION, jsonAnswer, RawProvider } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  raw = undefined;
});

const TOOL_CALL = { id: 'call_1', type: 'function', function: { name: 'parcel', arguments: '{"id":7}' } };
const LOGPROBS = { content: [{ token: 'Hi', logprob: -0.1, bytes: [72, 105], top_logprobs: [] }], refusal: null };
const CHOICES = [
  {
    index: 0,
    message: { role: 'assistant', content: null, tool_calls: [TOOL_CALL] },
    finish_reason: 'tool_calls',
    logprobs: null,
  },
  { index: 1, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop', logprobs: LOGPROBS },
];

async function given(): Promise<void> {
  raw = await RawProvider.that((socket) => void socket.write(jsonAnswer(200, { ...COMPLETION, choices: CHOICES })));
  world = await World.given({ providerUrl: raw.url });
}

test('tools, images, structured outputs, n, logprobs and fields of tomorrow reach the provider as the app wrote them', async () => {
  await given();
  const asked = {
    messages: [
      { role: 'system', content: 'Grüße 🌊' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Where is it?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' } },
        ],
      },
    ],
    tools: [{ type: 'function', function: { name: 'parcel', strict: true, parameters: { type: 'object' } } }],
    tool_choice: 'auto',
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } },
    n: 2,
    logprobs: true,
    top_logprobs: 3,
    a_field_of_tomorrow: { deep: [1, 2.5, null, 'ü'] },
  };
  const answer = await world.client.chat.completions.create({ model: ROUTE, ...asked } as never);
  expect(JSON.parse(raw?.requests[0] ?? '')).toEqual({ model: 'stable-model', ...asked });
  expect(answer).toMatchObject({ choices: CHOICES });
});

test('a body of 20 MB reaches the provider whole', async () => {
  const sizes: number[] = [];
  const provider = createServer((request, response) => {
    let size = 0;
    request.on('data', (part: Buffer) => (size += part.length));
    request.on('end', () => {
      sizes.push(size);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(COMPLETION));
    });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  try {
    world = await World.given({ providerUrl: `http://127.0.0.1:${(provider.address() as AddressInfo).port}` });
    const content = 'x'.repeat(20 * 1024 * 1024 - 1_000);
    await world.client.chat.completions.create({ model: ROUTE, messages: [{ role: 'user', content }] });
    expect(sizes[0]).toBeGreaterThan(content.length);
  } finally {
    provider.closeAllConnections();
    provider.close();
  }
});
