import { afterEach, expect, test } from '@jest/globals';
import { waitFor } from '../support/wait-for.ts';
import { QUESTION, ROUTE, World } from './given.ts';

let world: World;
afterEach(() => world.provider.close());

test('a gateway that is told to end finishes what it has begun, writes its last outcomes and takes its leave', async () => {
  world = await World.given();
  world.behaves('stable-model', { tokenDelayMs: 30, answerTokens: { p50: 10, p99: 10 } });
  const stream = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream: true });
  const chunks = stream[Symbol.asyncIterator]();
  await chunks.next();
  const ended = world.gateway.close();
  await expect(fetch(`${world.url}/healthz`)).rejects.toThrow('fetch failed');
  let finish: string | null | undefined;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
    finish = next.value.choices[0]?.finish_reason ?? finish;
  expect(finish).toBe('stop');
  await ended;
  expect(world.outcomes.outcomes).toMatchObject([{ status: 200, finishReason: 'stop' }]);
  expect(world.snapshots.left).toBe(true);
});

test('a gateway is ready with its first snapshot, and not before', async () => {
  world = await World.given();
  expect(await (await fetch(`${world.url}/readyz`)).json()).toEqual({ status: 'ready', snapshotVersion: 1 });
  world.snapshots.broken = { heartbeat: new Error('away'), read: new Error('away') };
  await waitFor(
    async () => (await fetch(`${world.url}/metrics`)).text().then((text) => /store_failures_total [1-9]/.test(text)),
    { within: '5s' },
  );
  expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
  expect((await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION })).choices.length).toBe(1);
  await world.gateway.close();
});

test('the metrics tell calls by route, arm and target', async () => {
  world = await World.given({ rollout: { weight: 1 } });
  await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION });
  await world.recorded(1);
  const text = await (await fetch(`${world.url}/metrics`)).text();
  expect(text).toContain('tidegate_gateway_calls_total{route="support-agent",arm="candidate",error_type=""} 1');
  expect(text).toContain('tidegate_gateway_requests_total{route="support-agent",status="200"} 1');
  expect(text).toMatch(
    /gen_ai_client_operation_duration_seconds_count\{gen_ai_operation_name="chat",gen_ai_provider_name="candidates",gen_ai_request_model="candidate-model",error_type=""\} 1/,
  );
  expect(text).toContain('tidegate_gateway_lease_held 1');
  await world.gateway.close();
});
