import { afterEach, expect, test } from '@jest/globals';
import { failureOf } from './api-failure.ts';
import { QUESTION, ROUTE, World } from './given.ts';

let world: World;
afterEach(() => world.end());

const METADATA = 'http://169.254.169.254/latest';

test('a provider at an address that gives away credentials is not called, and the operator is told why', async () => {
  world = await World.given({ providerUrl: METADATA });
  const failure = await failureOf(world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }));
  expect(failure.status).toBe(500);
  expect(await world.recorded(1)).toMatchObject([{ errorType: 'misconfigured', retries: 0 }]);
});

test('a candidate whose provider is there is answered by stable', async () => {
  world = await World.given({ candidateProviderUrl: METADATA, rollout: { weight: 1 } });
  const { response } = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }).withResponse();
  expect(response.headers.get('x-tidegate-arm')).toBe('stable');
  expect(response.headers.get('x-tidegate-fallback')).toBe('stable');
});

test('a guardrail that asks there has not spoken', async () => {
  const webhook = { kind: 'webhook', name: 'guard', mode: 'enforce', url: METADATA, timeoutMs: 1_000 };
  world = await World.given({ stable: { guardrails: { pre: [webhook] } } as never });
  const failure = await failureOf(world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }));
  expect(failure.status).toBe(503);
});
