import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from '../../control/server.ts';
import { sendRaw, smuggled } from '../support/raw-http.ts';
import { waitFor } from '../support/wait-for.ts';
import { ADMIN_TOKEN, CONFIG, startTestControl, type TestControl } from './test-control.ts';

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl();
  await control.call('applyConfiguration', { body: CONFIG });
});
afterAll(() => control.close());

const BODY = JSON.stringify({ reason: 'hidden' });
const HIDDEN = `POST /api/v1/freezes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

describe('a request that may be read in two ways', () => {
  test.each(smuggled('/api/v1/releases', HIDDEN))('by %s is refused, with all that follows it', async (_why, bytes) => {
    expect((await sendRaw(control.url, bytes)).statuses).toEqual([400]);
  });
  test('what was hidden in them was not done', async () => {
    expect((await control.call('listFreezes')).body).toMatchObject({ items: [] });
  });
});

test('headers that are too large are refused', async () => {
  const bytes = `GET /api/v1/routes HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`;
  expect((await sendRaw(control.url, bytes)).statuses).toEqual([431]);
});

test('clients that send their headers slowly are let go, and others are served meanwhile', async () => {
  const server = createServer((_request, response) => void response.end(), {
    headersTimeout: 300,
    connectionsCheckingInterval: 50,
  });
  const url = await server.listen(0, '127.0.0.1');
  let letGo = 0;
  for (let index = 0; index < 200; index += 1) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-A'),
    );
    socket.on('error', () => undefined).on('close', () => (letGo += 1));
    socket.resume();
  }
  expect((await fetch(url)).status).toBe(200);
  await waitFor(() => letGo === 200, { within: '20s', what: 'all slow clients let go' });
  await server.close();
});

describe('a page of somebody else', () => {
  const attack = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

  test('can not act for who is signed in: no cookie signs anybody in, and no form sends what the API takes', async () => {
    const form = await fetch(`${control.url}/api/v1/freezes`, {
      method: 'POST',
      headers: {
        ...attack,
        'content-type': 'text/plain',
        cookie: `token=${ADMIN_TOKEN}; authorization=Bearer ${ADMIN_TOKEN}`,
      },
      body: BODY,
    });
    expect([401, 415]).toContain(form.status);
    const json = await fetch(`${control.url}/api/v1/freezes`, {
      method: 'POST',
      headers: { ...attack, 'content-type': 'application/json', cookie: `token=${ADMIN_TOKEN}` },
      body: BODY,
    });
    expect(json.status).toBe(401);
  });

  test('may read no answer: nothing is allowed to another origin, not even in advance', async () => {
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await fetch(`${control.url}/api/v1/routes`, {
        method,
        headers: { ...attack, 'access-control-request-method': 'POST', authorization: `Bearer ${ADMIN_TOKEN}` },
      });
      const allowed = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect(allowed).toEqual([]);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  test.each(['/', '/api/v1/routes', '/api/v1/openapi.json', '/healthz', '/nothing'])(
    'may show %s in no frame, and have it read as no other type',
    async (path) => {
      const { headers } = await fetch(`${control.url}${path}`);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );
});
