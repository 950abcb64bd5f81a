import { afterEach, describe, expect, test } from '@jest/globals';
import { QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, DONE, frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let azure: RawProvider;
afterEach(async () => {
  await world.end();
  await azure.end();
});

async function given(answer: Parameters<typeof RawProvider.that>[0], provider = {}, path = ''): Promise<void> {
  azure = await RawProvider.that(answer);
  world = await World.given({
    providerUrl: azure.url,
    provider: { kind: 'azure-openai', baseUrl: azure.url + path, ...provider },
    stable: { retries: { attempts: 0 } },
  });
}

const ask = () => world.client.chat.completions.create({ model: ROUTE, messages: QUESTION });
const path = () => azure.heads.at(-1)?.split(' ')[1];

const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'raw',
  output: [],
  usage: { input_tokens: 1, output_tokens: 1 },
};

describe('calls go where Azure has them', () => {
  test.each([
    ['the v1 surface', {}, '', '/openai/v1/chat/completions'],
    ['the v1 surface, already in the address', {}, '/openai/v1/', '/openai/v1/chat/completions'],
    [
      'a deployment',
      { apiVersion: '2024-10-21' },
      '',
      '/openai/deployments/stable-model/chat/completions?api-version=2024-10-21',
    ],
  ])('%s', async (_name, provider, base, expected) => {
    await given((socket) => void socket.write(jsonAnswer(200, COMPLETION)), provider, base);
    expect((await ask()).choices[0]?.message.content).toBe('raw answer');
    expect(path()).toBe(expected);
    expect(azure.heads[0]).toMatch(/^api-key: secret-of-PROVIDER_KEY$/m);
    expect(azure.heads[0]).not.toMatch(/^authorization:/im);
  });

  test('responses have the deployment in the body on both surfaces', async () => {
    await given((socket) => void socket.write(jsonAnswer(200, RESPONSE)), { apiVersion: '2025-04-01-preview' });
    await world.client.responses.create({ model: ROUTE, input: 'hi' });
    expect(path()).toBe('/openai/responses?api-version=2025-04-01-preview');
    expect(JSON.parse(azure.requests[0] ?? '')).toMatchObject({ model: 'stable-model' });
  });

  test('moderations are not there, which is one clear 400', async () => {
    await given(() => undefined);
    await expect(world.client.moderations.create({ model: ROUTE, input: 'x' })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_by_provider',
    });
    expect(azure.requests).toEqual([]);
  });
});

test('what the content filter says of the prompt reaches the app as it was said', async () => {
  const error = {
    message: 'The response was filtered due to the prompt triggering the content management policy.',
    type: null,
    param: 'prompt',
    code: 'content_filter',
    status: 400,
    innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: { hate: { filtered: true } } },
  };
  await given((socket) => void socket.write(jsonAnswer(400, { error })));
  await expect(ask()).rejects.toMatchObject({ status: 400, code: 'content_filter', error });
});

test('an error of what stands in front of the deployment is told in the shape of OpenAI', async () => {
  const body = { statusCode: 429, message: 'Rate limit is exceeded. Try again in 7 seconds.' };
  await given((socket) => void socket.write(jsonAnswer(429, body, ['retry-after: 7'])));
  const error = await ask().catch((caught: unknown) => caught);
  expect(error).toMatchObject({ status: 429, code: '429', error: { message: body.message } });
  expect((error as { headers: Headers }).headers.get('retry-after')).toBe('7');
});

test('a stream holds choices only: notes of the content filter do not reach clients that read the first choice', async () => {
  const note = (json: object): string => `data: ${JSON.stringify({ id: '', object: '', model: '', ...json })}\n\n`;
  const filtered = { hate: { filtered: false, severity: 'safe' } };
  const events = [
    note({ choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: filtered }] }),
    token('It is'),
    token(' fine', 'content_filter'),
    note({
      choices: [{ index: 0, finish_reason: null, content_filter_offsets: {}, content_filter_results: filtered }],
    }),
    DONE,
  ];
  await given((socket) => {
    socket.write(STREAM_HEAD);
    for (const event of events) socket.write(frame(event));
    socket.write(LAST_FRAME);
  });
  const texts: (string | null | undefined)[] = [];
  const stream = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream: true });
  for await (const { choices } of stream) texts.push(choices[0]?.delta.content);
  expect(texts).toEqual(['It is', ' fine']);
  expect(await world.recorded(1)).toMatchObject([{ finishReason: 'content_filter', refused: true }]);
});
