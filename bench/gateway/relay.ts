import { createServer } from 'node:http';
import { Pool } from 'undici';

/* The yardstick: the least that a relay on node:http and undici does. Parse, change the model, write, forward. */

const [port = '0', upstream = ''] = process.argv.slice(2);
const pool = new Pool(upstream, { connections: 256 });

createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => void relay(Buffer.concat(parts)));

  async function relay(bytes: Buffer): Promise<void> {
    const body = JSON.parse(bytes.toString()) as Record<string, unknown>;
    body['model'] = 'bench-model';
    const answer = await pool.request({
      path: '/v1/chat/completions',
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer upstream' },
      body: JSON.stringify(body),
    });
    response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) });
    answer.body.pipe(response);
  }
}).listen(Number(port), '127.0.0.1', function (this: { address(): unknown }) {
  process.stdout.write(`${JSON.stringify(this.address())}\n`);
});
process.once('SIGTERM', () => process.exit(0));
