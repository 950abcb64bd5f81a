import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { waitFor } from '../support/wait-for.ts';
import { KEY, QUESTION, ROUTE, World } from './given.ts';

let world: World;
afterEach(() => world.end());

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  return Number(new RegExp(`^tidegate_gateway_${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

test('requests that wait behind another one on a connection are over when it closes, and give back what they held', async () => {
  world = await World.given();
  world.behaves('stable-model', { hangRate: 1 });
  const body = JSON.stringify({ model: ROUTE, messages: QUESTION });
  const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\n`;
  const request = `${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(request.repeat(3));
  await waitFor(async () => (await metric('open_calls')) === 3, { within: '5s', what: 'three open calls' });
  socket.destroy();
  await waitFor(async () => (await metric('open_calls')) === 0, { within: '5s', what: 'no open call' });
  expect(await metric('held_body_bytes')).toBe(0);
  expect((await world.recorded(3)).map(({ errorType }) => errorType)).toEqual(Array(3).fill('client_closed'));
});
