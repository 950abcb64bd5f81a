import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApiClient } from '../../client/client.ts';
import { ApiFailure } from '../../client/failure.ts';
import { ADMIN_TOKEN, CONFIG, startTestControl, type TestControl } from '../control/test-control.ts';

let control: TestControl;
beforeAll(async () => {
  control = await startTestControl();
}, 60_000);
afterAll(async () => {
  await control.close();
});

test('what is asked by its operation id is answered as the document says', async () => {
  const client = createApiClient({ url: control.url, token: ADMIN_TOKEN, actor: 'ada' });
  await client.call('applyConfiguration', { body: CONFIG });
  const { items } = await client.call('listRoutes', { query: { limit: 10, cursor: undefined } });
  expect(items.map(({ id, stableVersion }) => [id, stableVersion])).toEqual([['support-agent', 1]]);
  const route = await client.call('getRoute', { params: { routeId: 'support-agent' } });
  expect(route.stable.model).toBe('sim-large');
  const { items: audit } = await client.call('listAudit');
  expect(audit.map(({ actor }) => actor)).toContain('ada');
});

test('an answer that has not changed since its ETag is not sent again', async () => {
  const client = createApiClient({ url: control.url, token: ADMIN_TOKEN });
  const first = await client.read('listRoutes', {});
  const etag = first.changed ? first.etag : undefined;
  expect(etag).toBeDefined();
  expect(await client.read('listRoutes', {}, { etag })).toEqual({ changed: false });
});

test('a failure carries the problem, and says whether the same call may succeed later', async () => {
  const client = createApiClient({ url: control.url, token: ADMIN_TOKEN });
  const missing = await failureOf(client.call('getRoute', { params: { routeId: 'a/b c' } }));
  expect(missing).toMatchObject({ kind: 'refused', status: 404, problem: { title: 'Not there' } });
  expect(missing.isPassing).toBe(false);
  expect(missing.message).toContain('a/b c');
  const faulty = await failureOf(client.call('freeze', { body: { reason: '' } }));
  expect(faulty.message).toMatch(/reason: /);
  const stranger = createApiClient({ url: control.url, token: 'wrong' });
  expect(await failureOf(stranger.call('listRoutes'))).toMatchObject({ kind: 'signed_out', status: 401 });
  const nobody = createApiClient({ url: 'http://127.0.0.1:1', token: 'any' });
  expect(await failureOf(nobody.call('listRoutes'))).toMatchObject({ kind: 'away', status: 0 });
});

test('an answer that is no answer of a control plane is a failure, never data', async () => {
  const page = await serve(502, 'text/html', '<p>Bad gateway</p>');
  const half = await serve(200, 'application/json', '{"items": [');
  try {
    const behindProxy = await failureOf(createApiClient({ url: page.url }).call('listRoutes'));
    expect(behindProxy).toMatchObject({ kind: 'away', status: 502, problem: undefined });
    const broken = await failureOf(createApiClient({ url: half.url }).call('listRoutes'));
    expect(broken).toMatchObject({ kind: 'away', message: 'The answer of the control plane broke off' });
  } finally {
    page.server.close();
    half.server.close();
  }
});

async function failureOf(call: Promise<unknown>): Promise<ApiFailure> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApiFailure);
  return error as ApiFailure;
}

async function serve(status: number, type: string, body: string): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => response.writeHead(status, { 'content-type': type }).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
