import { afterEach, describe, expect, test } from '@jest/globals';
import type OpenAI from 'openai';
import { failureOf } from './api-failure.ts';
import { QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, DONE, frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  raw = undefined;
});

const CARD = '4111 1111 1111 1111';
const personal = (mode: string, more = {}): never => ({ kind: 'personal-data', name: 'pii', mode, ...more }) as never;
const asks = (content: string): OpenAI.ChatCompletionMessageParam[] => [{ role: 'user', content }];

function answering(content: string): Promise<RawProvider> {
  const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
  return RawProvider.that((socket) => void socket.write(jsonAnswer(200, { ...COMPLETION, choices })));
}

/** What follows `later` comes once the app has something of the answer. */
function streaming(
  tokens: readonly string[],
  later?: { until: Promise<void>; tokens: readonly string[] },
): Promise<RawProvider> {
  return RawProvider.that(async (socket) => {
    const events = (texts: readonly string[]): Buffer => Buffer.concat(texts.map((text) => frame(token(text))));
    socket.write(Buffer.concat([Buffer.from(STREAM_HEAD), events(tokens)]));
    await later?.until;
    const end = [frame(token('', 'stop')), frame(DONE), Buffer.from(LAST_FRAME)];
    socket.write(Buffer.concat([events(later?.tokens ?? []), ...end]));
  });
}

describe('before the model', () => {
  test('an enforcing guardrail keeps the request back, names itself and says nothing of what it found', async () => {
    raw = await answering('never');
    world = await World.given({ stable: { guardrails: { pre: [personal('enforce')] } }, providerUrl: raw.url });
    const failure = await failureOf(
      world.client.chat.completions.create({ model: ROUTE, messages: asks(`My card is ${CARD}.`) }),
    );
    expect(failure).toMatchObject({ status: 400, code: 'guardrail_blocked', type: 'invalid_request_error' });
    expect(failure.message).toContain('"pii"');
    expect(failure.message).not.toContain('4111');
    expect(raw.requests).toHaveLength(0);
    const [outcome] = await world.recorded(1);
    expect(outcome).toMatchObject({
      status: 400,
      errorType: 'guardrail_blocked',
      policyVersion: expect.stringMatching(/^pol_[0-9a-f]{12}$/),
      guardrails: [{ name: 'pii', stage: 'pre', mode: 'enforce', verdict: 'blocked', findings: { card: 1 } }],
    });
    expect(JSON.stringify(outcome)).not.toContain('4111');
  });

  test('a redacting one changes what the provider gets and nothing else', async () => {
    raw = await answering('fine');
    world = await World.given({ stable: { guardrails: { pre: [personal('redact')] } }, providerUrl: raw.url });
    await world.client.chat.completions.create({
      model: ROUTE,
      messages: [
        { role: 'system', content: 'Umlaut ä "quoted" \\ stays.' },
        { role: 'user', content: [{ type: 'text', text: `Card ${CARD}, bob@example.com` }] },
        { role: 'tool', tool_call_id: 'call_1', content: 'Phone +49 171 1234567 ü' },
      ],
    });
    expect(JSON.parse(raw.requests[0] ?? '')).toEqual({
      model: 'stable-model',
      messages: [
        { role: 'system', content: 'Umlaut ä "quoted" \\ stays.' },
        { role: 'user', content: [{ type: 'text', text: 'Card [CARD], [EMAIL]' }] },
        { role: 'tool', tool_call_id: 'call_1', content: 'Phone [PHONE] ü' },
      ],
    });
    expect(await world.recorded(1)).toMatchObject([{ status: 200, guardrails: [{ verdict: 'redacted' }] }]);
  });

  test.each([
    ['a message that begins as a data URL does', { messages: asks(`data: my card is ${CARD}`) }],
    [
      'a part of it',
      { messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: `data:,${CARD}` }] }] },
    ],
  ])('%s is read as the words that it is', async (_what, params) => {
    raw = await answering('never');
    world = await World.given({ stable: { guardrails: { pre: [personal('enforce')] } }, providerUrl: raw.url });
    const failure = await failureOf(world.client.chat.completions.create({ model: ROUTE, ...params }));
    expect(failure.code).toBe('guardrail_blocked');
    expect(raw.requests).toHaveLength(0);
  });

  test('responses, completions and embeddings are read too', async () => {
    raw = await answering('never');
    world = await World.given({ stable: { guardrails: { pre: [personal('enforce')] } }, providerUrl: raw.url });
    const { client } = world;
    const input = `Card ${CARD}`;
    const blocked = [
      client.responses.create({ model: ROUTE, input }),
      client.responses.create({ model: ROUTE, input: 'fine', instructions: input }),
      client.responses.create({
        model: ROUTE,
        input: [{ type: 'function_call_output', call_id: 'c', output: input }],
      }),
      client.completions.create({ model: ROUTE, prompt: ['fine', input] }),
      client.embeddings.create({ model: ROUTE, input: ['fine', input] }),
    ];
    for (const failure of await Promise.all(blocked.map(failureOf)))
      expect(failure).toMatchObject({ code: 'guardrail_blocked' });
    expect(raw.requests).toHaveLength(0);
  });

  test('one that observes or warns lets the request pass as it is, and says so on the trace; one that warns tells the app', async () => {
    raw = await answering('fine');
    const guardrails = { pre: [personal('observe'), { ...(personal('warn') as object), name: 'warns' } as never] };
    world = await World.given({ stable: { guardrails }, providerUrl: raw.url });
    const { response } = await world.client.chat.completions
      .create({ model: ROUTE, messages: asks(`Card ${CARD}`) })
      .withResponse();
    expect(response.headers.get('x-tidegate-guardrail-warning')).toBe('warns');
    expect(raw.requests[0]).toContain(CARD);
    expect(await world.recorded(1)).toMatchObject([
      {
        guardrails: [
          { name: 'pii', verdict: 'flagged' },
          { name: 'warns', verdict: 'flagged' },
        ],
      },
    ]);
  });
});

describe('after the model', () => {
  test('a plain answer that is not allowed does not reach the app', async () => {
    raw = await answering(`Sure: ${CARD}`);
    world = await World.given({ stable: { guardrails: { post: [personal('enforce')] } }, providerUrl: raw.url });
    const failure = await failureOf(world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }));
    expect(failure).toMatchObject({ status: 400, code: 'guardrail_blocked' });
    expect(await world.recorded(1)).toMatchObject([
      { errorType: 'guardrail_blocked', guardrails: [{ stage: 'post', verdict: 'blocked' }] },
    ]);
  });

  test('a plain answer reaches the app without what is to be redacted', async () => {
    raw = await answering(`Sure: ${CARD}, größer`);
    world = await World.given({ stable: { guardrails: { post: [personal('redact')] } }, providerUrl: raw.url });
    const answer = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION });
    expect(answer.choices[0]?.message.content).toBe('Sure: [CARD], größer');
  });

  test('a stream is cleaned of what came in pieces', async () => {
    raw = await streaming(['Sure: 41', '11 11', '11 1111 11', '11', ', größer', ' and more', ' words'.repeat(40)]);
    world = await World.given({ stable: { guardrails: { post: [personal('redact')] } }, providerUrl: raw.url });
    const stream = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(`Sure: [CARD], größer and more${' words'.repeat(40)}`);
  });

  test('a stream that is not allowed ends as an error, and nothing of it has left', async () => {
    let hasRead: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (hasRead = resolve));
    raw = await streaming(
      Array.from({ length: 100 }, (_, index) => `word${index} `),
      { until, tokens: ['4111 1111', ' 1111 1111 ok', 'x '.repeat(90)] },
    );
    world = await World.given({ stable: { guardrails: { post: [personal('enforce')] } }, providerUrl: raw.url });
    const stream = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream: true });
    let text = '';
    const failure = await failureOf(
      (async () => {
        for await (const chunk of stream) {
          text += chunk.choices[0]?.delta.content ?? '';
          if (text.includes('word10 ')) hasRead();
        }
      })(),
    );
    expect(failure).toMatchObject({ code: 'guardrail_blocked' });
    expect(text).toContain('word10 ');
    expect(text).not.toContain('4111');
    expect(await world.recorded(1)).toMatchObject([{ status: 200, errorType: 'guardrail_blocked' }]);
  });

  test('a stream of which nothing has left yet is refused as any request', async () => {
    raw = await streaming(['Sure: ', CARD, ' ok']);
    world = await World.given({ stable: { guardrails: { post: [personal('enforce')] } }, providerUrl: raw.url });
    const failure = await failureOf(
      world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream: true }),
    );
    expect(failure).toMatchObject({ status: 400, code: 'guardrail_blocked' });
  });
});

test('a candidate is judged by its own guardrails, and a gate on what they block sees both arms', async () => {
  world = await World.given({
    candidate: { guardrails: { pre: [personal('enforce')] } },
    rollout: { weight: 0.5 },
  });
  for (let index = 0; index < 20; index += 1) {
    await world.client.chat.completions
      .create({ model: ROUTE, messages: asks(`Card ${CARD}`) }, { headers: { 'x-session-id': `s${index}` } })
      .catch(() => undefined);
  }
  const outcomes = await world.recorded(20);
  for (const { arm, errorType } of outcomes)
    expect(errorType).toBe(arm === 'candidate' ? 'guardrail_blocked' : undefined);
  const { rates } = world.statistics('candidate');
  expect(rates['guardrail_block_rate']).toMatchObject({
    trials: outcomes.filter(({ arm }) => arm === 'candidate').length,
    events: outcomes.filter(({ arm }) => arm === 'candidate').length,
  });
  expect(rates['error_rate']).toBeUndefined();
  expect(world.statistics('stable').rates['guardrail_block_rate']).toMatchObject({ events: 0 });
});
