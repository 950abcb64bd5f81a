import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express from 'express';
import { answerErrors } from '../../control/api/error-answer.ts';
import { authentication, bearerAuthentication } from '../../control/api/auth.ts';
import { decodePayloads } from '../../control/payload-codec.ts';
import { createLogger } from '../../platform/log.ts';
import { PayloadEncryption } from '../../platform/payload-encryption.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const ADMIN_TOKEN = 'an-admin-token-for-tests';
const codec = new PayloadEncryption([{ id: 'k1', secret: randomBytes(32) }]);

let store: TestDatabase;
let server: Server;
beforeAll(async () => {
  store = await createTestDatabase();
  const app = express();
  const authenticate = authentication(bearerAuthentication(ADMIN_TOKEN, store.database), () =>
    Promise.resolve(undefined),
  );
  app.post('/codec/decode', ...decodePayloads(codec, authenticate));
  app.use(answerErrors(createLogger('test', { level: 'silent' })));
  server = createServer(app);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await store.drop();
});

async function decode(body: unknown, token?: string): Promise<Response> {
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}/codec/decode`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
}

async function encrypted(): Promise<unknown> {
  const [payload] = await codec.encode([
    { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"why"') },
  ]);
  const metadata = Object.entries(payload?.metadata ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value).toString('base64'),
  ]);
  return {
    payloads: [
      {
        metadata: Object.fromEntries(metadata) as Record<string, string>,
        data: Buffer.from(payload?.data ?? []).toString('base64'),
      },
    ],
  };
}

test('who may read bodies has histories decrypted, as the command line of Temporal asks for it', async () => {
  const answer = await decode(await encrypted(), ADMIN_TOKEN);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  expect(await answer.json()).toEqual({
    payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64('"why"') }],
  });
});

test('nobody else does', async () => {
  expect((await decode(await encrypted())).status).toBe(401);
  expect((await decode(await encrypted(), 'another-token')).status).toBe(401);
});

test('what is no payload is refused in a sentence', async () => {
  expect((await decode({ payloads: 'none' }, ADMIN_TOKEN)).status).toBe(400);
  expect((await decode({ payloads: [{ data: '%' }] }, ADMIN_TOKEN)).status).toBe(400);
});
