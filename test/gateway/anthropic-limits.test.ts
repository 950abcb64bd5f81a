import { afterEach, expect, test } from '@jest/globals';
import { FakeAnthropic, message } from './fake-anthropic.ts';
import { KEY, QUESTION, ROUTE, World } from './given.ts';

let world: World;
let fake: FakeAnthropic;
afterEach(async () => {
  await world.end();
  await fake.end();
});

const NO_RETRIES = { retries: { attempts: 0 } };

test('texts of white space alone, which Anthropic refuses, are left out', async () => {
  fake = await FakeAnthropic.that(() => ({ json: message() }));
  const provider = { kind: 'anthropic' as const, baseUrl: fake.url };
  world = await World.given({ providerUrl: fake.url, provider, stable: NO_RETRIES });
  const call = { id: 'call_1', type: 'function' as const, function: { name: 'weather', arguments: '{}' } };
  await world.client.chat.completions.create({
    model: ROUTE,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: ' ' },
          { type: 'text', text: 'Weather?' },
        ],
      },
      { role: 'assistant', content: '\n\n', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: '' },
    ],
  });
  expect(fake.requests[0]).toMatchObject({
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'weather', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: [] }] },
    ],
  });
});

test('a candidate at Anthropic whose request can not be translated for its depth is answered by stable', async () => {
  fake = await FakeAnthropic.that(() => ({ json: message() }));
  world = await World.given({
    rollout: { weight: 1 },
    stable: NO_RETRIES,
    candidateProviderUrl: fake.url,
    candidateProvider: { kind: 'anthropic', baseUrl: fake.url },
  });
  const deep = `${'{"a":'.repeat(20_000)}{}${'}'.repeat(20_000)}`;
  const answer = await fetch(`${world.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: ROUTE, messages: QUESTION, later: 0 }).replace('"later":0', `"later":${deep}`),
  });
  expect([answer.status, answer.headers.get('x-tidegate-arm')]).toEqual([200, 'stable']);
});
