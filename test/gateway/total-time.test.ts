import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { waitFor } from '../support/wait-for.ts';
import { failureOf } from './api-failure.ts';
import { KEY, QUESTION, ROUTE, World } from './given.ts';
import { frame, RawProvider, STREAM_HEAD, token } from './raw-provider.ts';

let world: World;
let raw: RawProvider | undefined;
let mute: Server | undefined;
afterEach(async () => {
  await world.end();
  await raw?.end();
  mute?.closeAllConnections();
  mute?.close();
  raw = undefined;
});

/** A guard that never answers, whose own patience is far longer than that of the version. */
async function givenMuteGuard(stage: 'pre' | 'post', onFailure: 'open' | 'closed'): Promise<void> {
  mute = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const url = `http://127.0.0.1:${(mute.address() as AddressInfo).port}/`;
  const guard = { kind: 'webhook', name: 'mute', mode: 'enforce', url, timeoutMs: 60_000, onFailure } as never;
  world = await World.given({ stable: { timeouts: { totalMs: 500 }, guardrails: { [stage]: [guard] } } });
}

describe.each(['pre', 'post'] as const)('a guardrail that does not speak (%s)', (stage) => {
  test.each([false, true])('holds a call no longer than its version allows (stream: %p)', async (stream) => {
    await givenMuteGuard(stage, 'closed');
    const failure = await failureOf(
      world.client.chat.completions.create({ model: ROUTE, messages: QUESTION, stream }, { timeout: 20_000 }),
    );
    expect(failure).toMatchObject({ status: 503, code: 'guardrail_unavailable' });
  });
});

test('a guardrail that fails open lets an answer pass when the time of the version is over', async () => {
  await givenMuteGuard('post', 'open');
  const answer = await world.client.chat.completions.create({ model: ROUTE, messages: QUESTION }, { timeout: 20_000 });
  expect(answer.choices[0]?.message.content).not.toBe('');
  expect(await world.recorded(1)).toMatchObject([{ status: 200, guardrails: [{ name: 'mute', verdict: 'failed' }] }]);
});

test('a stream that its client does not read is no failure of the provider', async () => {
  raw = await RawProvider.that(async (socket) => {
    socket.write(STREAM_HEAD);
    while (!socket.destroyed) {
      if (!socket.write(frame(token('x'.repeat(50_000)))))
        await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
    }
  });
  world = await World.given({ providerUrl: raw.url, stable: { timeouts: { totalMs: 3_000 } } });
  const body = JSON.stringify({ model: ROUTE, messages: QUESTION, stream: true });
  const client = connect(Number(new URL(world.url).port), '127.0.0.1').pause();
  client.on('error', () => client.destroy());
  client.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  try {
    expect(await world.recorded(1)).toMatchObject([
      { errorType: 'client_slow', timedOut: false, counted: false, streamed: true },
    ]);
    await waitFor(() => raw?.closed === 1, { within: '5s', what: 'the end of the upstream call' });
  } finally {
    client.destroy();
  }
});
