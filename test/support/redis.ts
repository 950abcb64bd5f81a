import { describe } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { openRedis, type Redis } from '../../store/redis.ts';
import { waitFor } from './wait-for.ts';

export interface TestRedis {
  readonly url: string;
  readonly redis: Redis;
  /** Ends the server, where it is this test's own. */
  stop(): Promise<void>;
}

/**
 * A real Redis: the one of `REDIS_URL`, else a `redis-server` of the PATH on a port of its own. `undefined` where there
 * is neither, since no npm package brings one: tests that need it are skipped then, and counted as skipped.
 */
export async function startTestRedis(): Promise<TestRedis | undefined> {
  const given = process.env['REDIS_URL'];
  if (given !== undefined && given !== '') return connected(given, async () => undefined);
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', options, { stdio: 'ignore' });
  const failed = once(server, 'error').then(() => true);
  const began = await Promise.race([failed, once(server, 'spawn').then(() => false)]);
  if (began) return undefined;
  const ended = once(server, 'exit');
  return connected(`redis://127.0.0.1:${port}`, async () => {
    server.kill('SIGTERM');
    await ended;
  });
}

/** For what only tests with a Redis do. */
export function present(redis: TestRedis | undefined): Redis {
  if (redis === undefined) throw new Error('There is no Redis here.');
  return redis.redis;
}

/** Tests that need a Redis, where there is none: each is skipped, and counted as skipped. */
export function describeWith(redis: TestRedis | undefined): (name: string, tests: () => void) => void {
  return redis === undefined ? describe.skip : describe;
}

async function connected(url: string, end: () => Promise<void>): Promise<TestRedis> {
  const redis = openRedis({ url, onLost: () => undefined });
  await waitFor(async () => (await redis.ping()) === 'PONG', { within: '10s', what: 'Redis' });
  return {
    url,
    redis,
    async stop() {
      redis.destroy();
      await end();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
