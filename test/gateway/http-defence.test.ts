import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { Front } from '../../gateway/http/front.ts';
import { sendRaw, smuggled } from '../support/raw-http.ts';
import { waitFor } from '../support/wait-for.ts';
import { KEY, QUESTION, ROUTE, World } from './given.ts';

let world: World;
beforeAll(async () => {
  world = await World.given();
});
afterAll(() => world.end());

const BODY = JSON.stringify({ model: ROUTE, messages: QUESTION });
const HIDDEN = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

describe('a request that may be read in two ways', () => {
  test.each(smuggled('/v1/chat/completions', HIDDEN))(
    'by %s is refused, with all that follows it',
    async (_why, bytes) => {
      const before = world.outcomes.outcomes.length;
      const { statuses, text } = await sendRaw(world.url, bytes);
      // One with whole headers may hear first that it brings no key.
      expect(statuses.at(-1)).toBe(400);
      expect(statuses.filter((status) => status !== 400 && status !== 401)).toEqual([]);
      expect(text).toContain('connection: close');
      expect(world.outcomes.outcomes).toHaveLength(before);
    },
  );
});

test('headers that are too large are refused', async () => {
  const { statuses } = await sendRaw(
    world.url,
    `GET /v1/models HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`,
  );
  expect(statuses).toEqual([431]);
});

test('bytes that are no HTTP are refused', async () => {
  expect((await sendRaw(world.url, '\x16\x03\x01\x02\x00\x01')).statuses).toEqual([400]);
});

const answered: ConstructorParameters<typeof Front>[0] = ({ response }) => {
  response.end();
  return Promise.resolve();
};

test('clients that send their headers slowly are let go, and others are served meanwhile', async () => {
  const times = { headersTimeout: 300, connectionsCheckingInterval: 50 };
  const front = new Front(answered, () => undefined, times);
  const { port } = await front.listen(0, '127.0.0.1');
  let letGo = 0;
  const slow = Array.from({ length: 200 }, () => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-A'));
    socket.on('error', () => undefined).on('close', () => (letGo += 1));
    socket.resume();
    return socket;
  });
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  await waitFor(() => letGo === slow.length, { within: '20s', what: 'all slow clients let go' });
  await front.close(100);
});
