import { afterEach, expect, test } from '@jest/globals';
import { QUESTION, ROUTE, World } from './given.ts';
import { waitFor } from '../support/wait-for.ts';

let world: World;
afterEach(() => world.end());

const abandoned = (model: string): number => world.provider.calls.get(model)?.abandoned ?? 0;

test.each([true, false])(
  'a client that leaves before the first byte cancels the upstream call (stream: %s)',
  async (stream) => {
    world = await World.given();
    world.behaves('stable-model', { hangRate: 1 });
    const gone = new AbortController();
    const asked = world.client.chat.completions.create(
      { model: ROUTE, messages: QUESTION, stream },
      { signal: gone.signal },
    );
    await waitFor(() => world.provider.calls.has('stable-model'), { within: '5s' });
    gone.abort();
    await expect(asked).rejects.toThrow(/abort/);
    await waitFor(() => abandoned('stable-model') === 1, { within: '5s', what: 'the end of the upstream call' });
    expect(await world.recorded(1)).toMatchObject([{ errorType: 'client_closed', counted: false }]);
  },
);

test('a client that leaves in the middle of a stream cancels the upstream call', async () => {
  world = await World.given();
  world.behaves('stable-model', { tokenDelayMs: 20, answerTokens: { p50: 500, p99: 500 } });
  const stream = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream: true });
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
  await waitFor(() => abandoned('stable-model') === 1, { within: '5s', what: 'the end of the upstream call' });
  expect(await world.recorded(1)).toMatchObject([{ errorType: 'client_closed', counted: false, streamed: true }]);
});

test('a client that leaves is not asked of another target', async () => {
  world = await World.given({ rollout: { weight: 1 } });
  world.behaves('candidate-model', { hangRate: 1 });
  const gone = new AbortController();
  const asked = world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }, { signal: gone.signal });
  await waitFor(() => world.provider.calls.has('candidate-model'), { within: '5s' });
  gone.abort();
  await expect(asked).rejects.toThrow(/abort/);
  expect(await world.recorded(1)).toMatchObject([{ arm: 'candidate', counted: false }]);
  expect(world.provider.calls.has('stable-model')).toBe(false);
});
