import { afterEach, expect, test } from '@jest/globals';
import { waitFor } from '../support/wait-for.ts';
import { QUESTION, ROUTE, World } from './given.ts';
import { COMPLETION, DONE, frame, jsonAnswer, LAST_FRAME, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  raw = undefined;
});

const PRICES = { 'stable-model': { inputPerMillionUsd: 1, outputPerMillionUsd: 4 } };
const ask = (content: unknown = 'Where is my parcel?') =>
  world.client.chat.completions.create({ model: ROUTE, messages: [{ role: 'user', content: content as string }] });

test('usage that the provider does not state is estimated, marked so, and no evidence', async () => {
  const { usage: _unstated, ...unaccounted } = COMPLETION;
  const choices = [{ index: 0, message: { role: 'assistant', content: 'x'.repeat(400) }, finish_reason: 'stop' }];
  raw = await RawProvider.that((socket) => void socket.write(jsonAnswer(200, { ...unaccounted, choices })));
  world = await World.given({ providerUrl: raw.url, provider: { prices: PRICES }, rollout: { weight: 0 } });
  await ask();
  const [outcome] = await world.recorded(1);
  expect(outcome?.usage).toEqual({ promptTokens: expect.any(Number), completionTokens: 100, estimated: true });
  expect(outcome?.costUsd).toBeGreaterThan(0.0004);
  const { values } = world.statistics('stable');
  expect(values).toHaveProperty('latency_ms');
  expect(values).not.toHaveProperty('completion_tokens');
  expect(values).not.toHaveProperty('cost_usd');
});

test('an image is not estimated by the length of its bytes', async () => {
  const { usage: _unstated, ...unaccounted } = COMPLETION;
  raw = await RawProvider.that((socket) => void socket.write(jsonAnswer(200, unaccounted)));
  world = await World.given({ providerUrl: raw.url });
  await ask([
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(100_000)}` } },
  ]);
  const [outcome] = await world.recorded(1);
  expect(outcome?.usage?.promptTokens).toBeLessThan(100);
});

test('a stream without usage is estimated by its events', async () => {
  raw = await RawProvider.that((socket) => {
    socket.write(STREAM_HEAD);
    for (let sent = 0; sent < 20; sent += 1) socket.write(frame(token('word ')));
    socket.write(frame(token('', 'stop')));
    socket.end(Buffer.concat([frame(DONE), Buffer.from(LAST_FRAME)]));
  });
  world = await World.given({ providerUrl: raw.url });
  for await (const _chunk of await world.client.chat.completions.create({
    model: ROUTE,
    messages: QUESTION,
    stream: true,
  }));
  const [outcome] = await world.recorded(1);
  expect(outcome?.usage).toMatchObject({ estimated: true });
  expect(Math.abs((outcome?.usage?.completionTokens ?? 0) - 20)).toBeLessThanOrEqual(2);
  expect(outcome?.tokensPerSecond).toBeGreaterThan(0);
});

test('an answer without a known price has no cost, not a cost of nothing', async () => {
  raw = await RawProvider.that((socket) => void socket.write(jsonAnswer(200, COMPLETION)));
  world = await World.given({ providerUrl: raw.url, provider: { prices: {} } });
  await ask();
  const [outcome] = await world.recorded(1);
  expect(outcome?.usage).toMatchObject({ promptTokens: expect.any(Number) });
  expect(outcome).not.toHaveProperty('costUsd');
});

test('a call that its client gives up is evidence of abandon_rate and of nothing else', async () => {
  world = await World.given({ rollout: { weight: 0 } });
  world.behaves('stable-model', { hangRate: 1 });
  const gone = new AbortController();
  const asked = world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }, { signal: gone.signal });
  await waitFor(() => world.provider.calls.has('stable-model'), { within: '5s' });
  gone.abort();
  await expect(asked).rejects.toThrow(/abort/);
  await world.recorded(1);
  expect(world.statistics('stable')).toMatchObject({ requests: 0, rates: { abandon_rate: { trials: 1, events: 1 } } });
  expect(Object.keys(world.statistics('stable').rates)).toEqual(['abandon_rate']);
});
