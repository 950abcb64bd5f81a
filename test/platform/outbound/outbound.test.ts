import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Pool } from 'undici';
import { networksOf } from '../../../platform/outbound/networks.ts';
import { Outbound } from '../../../platform/outbound/outbound.ts';
import { rejectionOf } from '../../support/error-of.ts';

let server: Server;
let port: number;
let asked: string[] = [];
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response
      .writeHead(request.url === '/moved' ? 302 : 200, { location: '/elsewhere', connection: 'close' })
      .end('yes');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const one of opened) await one.close();
  await new Promise((resolve) => server.close(resolve));
});

function outbound(networks: readonly string[], lookup?: LookupFunction): Outbound {
  asked = [];
  const made = new Outbound(networksOf(networks), lookup && { lookup });
  opened.push(made);
  return made;
}

/** A name server that says something else each time, as an attacker's does. */
function saying(...answers: readonly (readonly string[])[]): LookupFunction {
  let index = 0;
  return (_name, _options, callback) => {
    const addresses = answers[Math.min(index++, answers.length - 1)] ?? [];
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    process.nextTick(() => callback(null, found));
  };
}

const refused = async (calls: Promise<unknown>): Promise<string> => {
  const { cause } = await rejectionOf(calls);
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : 'for another reason';
};

test('an address in the URL itself is refused before anything is sent', async () => {
  const { fetch } = outbound([]);
  for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
    expect(await refused(fetch(`http://${host}:${port}/`))).toMatch(/^AddressRefused: .* this machine/);
  expect(await refused(fetch('http://169.254.169.254/latest/meta-data'))).toMatch(/^AddressRefused: .* metadata/);
  expect(asked).toEqual([]);
});

test('a name is refused by what the resolver of the system says of it', async () => {
  expect(await refused(outbound([]).fetch(`http://localhost:${port}/`))).toMatch(/^AddressRefused: .*localhost/);
  expect(asked).toEqual([]);
  expect((await outbound(['loopback']).fetch(`http://localhost:${port}/`)).status).toBe(200);
});

test('a name that changes its address between two connections is checked at each', async () => {
  const { fetch } = outbound(['loopback'], saying(['127.0.0.1'], ['169.254.169.254'], ['10.0.0.1']));
  const url = `http://rebinding.example:${port}/`;
  expect((await fetch(url)).status).toBe(200);
  expect(await refused(fetch(url))).toContain('169.254.169.254');
  expect(await refused(fetch(url))).toContain('10.0.0.1');
  expect(asked).toEqual(['/']);
});

test('of several addresses only those allowed are connected to', async () => {
  const { fetch } = outbound(['loopback'], saying(['169.254.169.254', '10.0.0.1', '127.0.0.1']));
  expect((await fetch(`http://mixed.example:${port}/`)).status).toBe(200);
});

test('a redirect is handed back and not followed', async () => {
  const answer = await outbound(['loopback']).fetch(`http://127.0.0.1:${port}/moved`, { redirect: 'follow' });
  expect(answer.status).toBe(302);
  expect(asked).toEqual(['/moved']);
});

test('pools of providers connect by the same rule', async () => {
  const { connect } = outbound([], saying(['127.0.0.1']));
  const pool = new Pool(`http://provider.example:${port}`, { connect });
  opened.push({ close: () => pool.destroy() });
  await expect(pool.request({ path: '/', method: 'GET' })).rejects.toMatchObject({ code: 'ERR_ADDRESS_REFUSED' });
  expect(asked).toEqual([]);
});
