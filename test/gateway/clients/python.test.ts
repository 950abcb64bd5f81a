import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonWithOpenAi } from '../../support/python.ts';
import { KEY, ROUTE, World } from '../given.ts';
import type { RawProvider } from '../raw-provider.ts';
import { TOOL_TEXT, toolProvider } from './tool-provider.ts';

const python = await pythonWithOpenAi();
const withPython = python === undefined ? test.skip : test;

let world: World;
let raw: RawProvider;
beforeAll(async () => {
  raw = await toolProvider();
  world = await World.given({ providerUrl: raw.url });
});
afterAll(async () => {
  await world.end();
  await raw.end();
});

withPython('an app in Python needs no change but the base URL', async () => {
  const program = fileURLToPath(new URL('python-client.py', import.meta.url));
  const { stdout } = await promisify(execFile)(python ?? '', [program, `${world.url}/v1`, KEY, ROUTE, 'no-such-route']);
  expect(JSON.parse(stdout)).toEqual({
    plain: TOOL_TEXT,
    stream: TOOL_TEXT,
    call: '{"city":"Bern"}',
    streamedCall: '{"city":"Bern"}',
    error: { code: 'model_not_found', requestId: expect.stringMatching(/^req_/) },
    route: ROUTE,
    models: [ROUTE],
  });
});
