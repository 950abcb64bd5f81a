import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { announce } from './announce.ts';

/*
 * The yardstick: the least that a relay on node:http and undici does. Parse, change the model, write, forward. With
 * `twice` it sends each request a second time and reads that answer too: what a mirrored call costs by itself.
 */

const [upstream = '', mode = ''] = process.argv.slice(2);
const pool = new Pool(upstream, { connections: 256 });

createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => void relay(Buffer.concat(parts)));

  async function relay(bytes: Buffer): Promise<void> {
    const body = JSON.parse(bytes.toString()) as Record<string, unknown>;
    body['model'] = 'bench-model';
    const call = {
      path: '/v1/chat/completions',
      method: 'POST' as const,
      headers: { 'content-type': 'application/json', authorization: 'Bearer upstream' },
      body: JSON.stringify(body),
    };
    if (mode === 'twice') void pool.request({ ...call }).then((copy) => copy.body.text());
    const answer = await pool.request(call);
    response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) });
    answer.body.pipe(response);
  }
}).listen(0, '127.0.0.1', function (this: { address(): unknown }) {
  announce(`http://127.0.0.1:${(this.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => process.exit(0));
