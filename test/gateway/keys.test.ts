import { afterEach, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { QUESTION, ROUTE, World } from './given.ts';
import { TestClock } from './test-clock.ts';

let world: World;
afterEach(() => world.end());

const ask = (): Promise<unknown> => world.client.chat.completions.create({ model: ROUTE, messages: QUESTION });

test('a key ends on the clock of the replica, without a new snapshot and while the store is away', async () => {
  const clock = new TestClock();
  world = await World.given({ clock, key: { expiresAtMs: Date.now() + 3_600_000 } });
  world.snapshots.broken = { heartbeat: new Error('away'), read: new Error('away') };
  await ask();
  clock.wallAheadMs = 3_600_000;
  await expect(ask()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  await expect(ask()).rejects.toMatchObject({ code: 'invalid_api_key', message: expect.stringContaining('expired') });
  await expect(world.client.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
});

test('an app sees and calls only the routes of its key', async () => {
  world = await World.given({ key: { routes: ['another-agent'] } });
  expect((await world.client.models.list()).data).toEqual([]);
  await expect(world.client.models.retrieve(ROUTE)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  await expect(ask()).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
});
