import { afterEach, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import OpenAI from 'openai';
import { QUESTION, ROUTE, KEY, World } from './given.ts';
import { waitFor } from '../support/wait-for.ts';

let world: World;
afterEach(() => world.end());

const ask = (client: OpenAI, model = ROUTE) => client.chat.completions.create({ model, messages: QUESTION });

async function post(
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const response = await fetch(`${world.url}/v1/chat/completions`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${KEY}`, ...headers },
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

describe('an error has the shape that OpenAI clients know', () => {
  test('a key that is missing, unknown or revoked is 401', async () => {
    world = await World.given();
    const stranger = new OpenAI({ apiKey: 'tg_not_a_key', baseURL: `${world.url}/v1`, maxRetries: 0 });
    await expect(ask(stranger)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    expect((await fetch(`${world.url}/v1/models`)).status).toBe(401);
    world.snapshots.publish({ keys: new Map() });
    await waitFor(() => world.snapshots.beats.at(-1)?.appliedSnapshot === 2, { within: '5s' });
    await expect(ask(world.client)).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      type: 'authentication_error',
    });
  });

  test('a model that is unknown and one that the key may not use look the same', async () => {
    world = await World.given({ key: { routes: ['another-route'] } });
    await expect(ask(world.client)).rejects.toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    await expect(ask(world.client, 'another-route')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    expect((await world.client.models.list()).data).toEqual([]);
    await expect(world.client.models.retrieve(ROUTE)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test.each(['gzip', 'br', 'deflate', 'zstd, gzip'])(
    'a body that is packed as %s is 415 and says so',
    async (encoding) => {
      world = await World.given();
      const answer = await post('packed', { 'content-encoding': encoding });
      expect(answer).toMatchObject({
        status: 415,
        body: {
          error: {
            code: 'unsupported_content_encoding',
            message: expect.stringContaining(`encoded as ${encoding}, which`),
          },
        },
      });
      expect(answer.headers.get('x-should-retry')).toBe('false');
      const plain = JSON.stringify({ model: ROUTE, messages: QUESTION });
      expect((await post(plain, { 'content-encoding': 'identity' })).status).toBe(200);
    },
  );

  test.each([
    ['no JSON', 'what?'],
    ['half an object', '{"model": "support-agent", "messages": ['],
    ['an array', '[]'],
    ['nothing', ''],
    ['a model that is none', '{"model": 4}'],
    ['more than one object', '{"model":"support-agent"} {}'],
  ])('a body that is %s is 400', async (_what, body) => {
    world = await World.given();
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { message: expect.any(String), type: 'invalid_request_error' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
  });

  test('a body over the limit is 413', async () => {
    world = await World.given();
    const answer = await post(
      JSON.stringify({ model: ROUTE, messages: [{ role: 'user', content: 'x'.repeat(21 * 1024 * 1024) }] }),
    );
    expect(answer).toMatchObject({ status: 413, body: { error: { code: 'request_too_large' } } });
    expect(answer.headers.get('x-should-retry')).toBe('false');
  });

  test('a large body within the limit is served', async () => {
    world = await World.given();
    const answer = await post(
      JSON.stringify({ model: ROUTE, messages: [{ role: 'user', content: 'é'.repeat(9 * 1024 * 1024) }] }),
    );
    expect(answer.status).toBe(200);
  });

  test('what is not there is 404, and what is no HTTP is 400', async () => {
    world = await World.given();
    const response = await fetch(`${world.url}/v1/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'unknown_url' } });
    expect(await raw('what?\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*invalid_request_error/);
    expect(await raw(`GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
  });

  test('what a provider says of the request reaches the app as it was said', async () => {
    world = await World.given({ stable: { retries: { attempts: 0 } } });
    world.behaves('stable-model', { errorRate: 1, errorStatus: 400 });
    await expect(ask(world.client)).rejects.toMatchObject({
      status: 400,
      code: 'simulated',
      error: { message: 'Simulated failure 400.' },
    });
    world.behaves('stable-model', { errorRate: 1, errorStatus: 429, retryAfterMs: 12_000 });
    const limited = await post(JSON.stringify({ model: ROUTE, messages: QUESTION }));
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after-ms')).toBe('12000');
    expect(limited.headers.get('retry-after')).toBe('12');
    expect(limited.headers.get('x-tidegate-arm')).toBe('stable');
  });

  test('what a provider says of the key of the gateway does not', async () => {
    world = await World.given();
    world.behaves('stable-model', { errorRate: 1, errorStatus: 401 });
    const answer = await post(JSON.stringify({ model: ROUTE, messages: QUESTION }));
    expect(answer).toMatchObject({ status: 502, body: { error: { code: 'upstream_refused' } } });
    expect(answer.headers.get('x-should-retry')).toBe('false');
  });

  test('a provider that is not there is 502, one that hangs is 504', async () => {
    world = await World.given({ providerUrl: 'http://127.0.0.1:9', stable: { retries: { attempts: 0 } } });
    expect(await post(JSON.stringify({ model: ROUTE, messages: QUESTION }))).toMatchObject({
      status: 502,
      body: { error: { code: 'upstream_unreachable' } },
    });
    await world.end();
    world = await World.given({ stable: { timeouts: { totalMs: 100 } } });
    world.behaves('stable-model', { hangRate: 1 });
    expect(await post(JSON.stringify({ model: ROUTE, messages: QUESTION }))).toMatchObject({
      status: 504,
      body: { error: { code: 'upstream_timeout' } },
    });
  });
});

test('a fallback of the version answers what its own target did not', async () => {
  world = await World.given({
    stable: { fallbacks: [{ provider: 'spare', model: 'fallback-model' }], retries: { attempts: 0 } },
  });
  world.behaves('stable-model', { errorRate: 1, errorStatus: 503 });
  const { response } = await ask(world.client).withResponse();
  expect(response.headers.get('x-tidegate-fallback')).toBe('spare/fallback-model');
  expect(response.headers.get('x-tidegate-arm')).toBe('stable');
  expect(await world.recorded(2)).toMatchObject([
    { requestModel: 'stable-model', counted: true, status: 503, fallbackTarget: 'spare/fallback-model' },
    { requestModel: 'fallback-model', counted: false, status: 200 },
  ]);
  world.behaves('stable-model', { errorRate: 1, errorStatus: 400 });
  await expect(ask(world.client)).rejects.toMatchObject({ status: 400 });
});

function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const { port, hostname } = new URL(world.url);
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.on('close', () => resolve(text)).on('error', () => resolve(text));
  });
}
