import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../platform/embedded/ports.ts';
import type { Member } from '../gateway/member.ts';
import { startForeign } from './foreign-member.ts';
import { run } from './run.ts';

export const PORTKEY = '1.15.2';

/** Portkey's gateway from npm. With a newer `@hono/node-server` than this one every stream of it fails. */
const MANIFEST = {
  private: true,
  dependencies: { '@portkey-ai/gateway': PORTKEY },
  overrides: { '@hono/node-server': '1.14.1' },
};

export async function startPortkey(cacheDir: string, upstream: string): Promise<Member> {
  const folder = join(cacheDir, 'peers', `portkey-${PORTKEY}`);
  const server = join(folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
  if (!existsSync(server)) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify(MANIFEST));
    await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  }
  const port = await freePort();
  return startForeign({
    program: process.execPath,
    parameters: [server, `--port=${port}`, '--headless'],
    environment: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
    cwd: folder,
    url: `http://127.0.0.1:${port}`,
    headers: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream}/v1` },
  });
}
