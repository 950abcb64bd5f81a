import { afterEach, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { waitFor } from '../support/wait-for.ts';
import { KEY, QUESTION, ROUTE, World } from './given.ts';

let world: World;
afterEach(() => world.end());

const ask = (signal?: AbortSignal) =>
  world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }, { ...(signal && { signal }) });

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  return Number(new RegExp(`^tidegate_gateway_${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

test('calls beyond the bound are told to come back, and find room when others are over', async () => {
  world = await World.given({ admission: { openCalls: 2 } });
  world.behaves('stable-model', { hangRate: 1 });
  const gone = new AbortController();
  const open = [ask(gone.signal), ask(gone.signal)].map((each) => expect(each).rejects.toThrow(/abort/));
  await waitFor(async () => (await metric('open_calls')) === 2, { within: '5s', what: 'two open calls' });
  const refused = await ask().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(OpenAI.APIError);
  expect(refused).toMatchObject({ status: 503, code: 'overloaded', type: 'server_error' });
  expect((refused as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after-ms')).toBe('1000');
  expect(await metric('calls_refused_total')).toBe(1);

  gone.abort();
  await Promise.all(open);
  world.behaves('stable-model', {});
  await waitFor(async () => (await metric('open_calls')) === 0, { within: '5s', what: 'no open call' });
  expect((await ask()).choices).toHaveLength(1);
});

test.each(['announced', 'chunked'])(
  'bodies that find no room (%s) are refused, and hold nothing afterwards',
  async (how) => {
    world = await World.given({ admission: { bodyBytes: 100_000 } });
    const text = JSON.stringify({ model: ROUTE, messages: [{ role: 'user', content: 'x'.repeat(150_000) }] });
    const answer = await fetch(`${world.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      ...(how === 'chunked' ? { body: new Blob([text]).stream(), duplex: 'half' as const } : { body: text }),
    });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: 'overloaded' } });
    await waitFor(async () => (await metric('held_body_bytes')) === 0, { within: '5s', what: 'nothing held' });
    expect((await ask()).choices).toHaveLength(1);
  },
);
