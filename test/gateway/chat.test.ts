import { afterEach, expect, test } from '@jest/globals';
import { QUESTION, ROUTE, World } from './given.ts';

let world: World;
afterEach(() => world.end());

test('a plain answer reaches the app as the provider gave it, with the headers that say how it came to be', async () => {
  world = await World.given();
  const { data, response } = await world.client.chat.completions
    .create({ model: ROUTE, messages: QUESTION })
    .withResponse();
  expect(data.choices[0]?.message.content).toContain('the tide');
  expect(data.usage?.completion_tokens).toBeGreaterThan(0);
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
  expect(response.headers.get('x-tidegate-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  expect(response.headers.get('x-tidegate-route')).toBe(ROUTE);
  expect(response.headers.get('x-tidegate-route-version')).toBe('1');
  expect(response.headers.get('x-tidegate-arm')).toBe('stable');
  expect(response.headers.get('x-tidegate-cache')).toBe('off');
  expect(response.headers.get('x-tidegate-fallback')).toBe('none');
});

test('a streamed answer reaches the app token by token, and its usage only where the app asked for it', async () => {
  world = await World.given();
  const plain = await collect({ stream: true });
  expect(plain.text).toContain('the tide');
  expect(plain.finish).toBe('stop');
  expect(plain.usage).toBeUndefined();
  const withUsage = await collect({ stream: true, stream_options: { include_usage: true } });
  expect(withUsage.usage?.completion_tokens).toBeGreaterThan(0);
  const outcomes = await world.recorded(2);
  for (const outcome of outcomes) {
    expect(outcome.streamed).toBe(true);
    expect(outcome.usage?.completionTokens).toBeGreaterThan(0);
    expect(outcome.ttftMs).toBeLessThanOrEqual(outcome.latencyMs);
  }
});

async function collect(options: { stream: true; stream_options?: { include_usage: boolean } }) {
  const stream = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, ...options });
  let text = '';
  let finish: string | null | undefined;
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }
  return { text, finish, usage };
}
