import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../platform/embedded/ports.ts';
import { startTestControl, type TestControl } from '../control/test-control.ts';
import { runNode } from '../support/node-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { towards } from './run-cli.ts';

/* The command as a process of its own, as its users have it. */

let control: TestControl;
const folder = temporaryFolder();
beforeAll(async () => {
  control = await startTestControl();
});
afterAll(async () => {
  await control.close();
  folder.delete();
});

test('a configuration comes by standard input, and the answer by standard output', async () => {
  const input = 'providers: [{ id: p, kind: openai-compatible, baseUrl: http://127.0.0.1:1/v1 }]';
  const apply = runNode('cli/bin.js', ['apply', '-f', '-', '--json'], towards(control.url), input);
  expect(await apply.ended).toBe(0);
  expect(JSON.parse(apply.output())).toMatchObject({ changes: [{ kind: 'add', id: 'p', applied: true }] });
});

test('a pipe gets plain text, on a build server too', async () => {
  const doctor = runNode('cli/main.ts', ['doctor'], { ...towards(control.url), CI: 'true' });
  await doctor.ended;
  expect(doctor.output()).toContain('control plane');
  expect(doctor.output()).not.toContain('\u001B[');
});

test('a reader who has enough of an answer ends the command, without a word', async () => {
  const command = ['cli/main.ts', 'backtest', '-f', 'docs/examples/release.yaml', '--json'];
  const backtest = spawn(process.execPath, command, { stdio: 'pipe' });
  let complaint = '';
  backtest.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  backtest.stdout.once('data', () => backtest.stdout.destroy());
  const lines = Array.from({ length: 20_000 }, (_, second) => `{"atSeconds":${second},"weight":0.05,"arms":[]}\n`);
  backtest.stdin.on('error', () => undefined).end(lines.join(''));
  expect(await once(backtest, 'close')).toEqual([141, null]);
  expect(complaint).toBe('');
});

async function ownPorts(): Promise<Record<string, string>> {
  const names = ['GATEWAY', 'CONTROL', 'TEMPORAL', 'TEMPORAL_UI', 'POSTGRES', 'SIMULATOR'];
  const ports = await Promise.all(
    names.map(async (name) => [`TIDEGATE_${name}_PORT`, String(await freePort())] as const),
  );
  return { ...Object.fromEntries(ports), TIDEGATE_DATA_DIR: folder.path };
}

test('a port that is taken is one sentence that says what to do', async () => {
  const taken = createServer();
  const environment = await ownPorts();
  const port = Number(environment['TIDEGATE_CONTROL_PORT']);
  await new Promise<void>((resolve) => void taken.listen(port, '127.0.0.1', resolve));
  const up = runNode('cli/main.ts', ['up'], environment);
  expect(await up.ended).toBe(1);
  expect(up.output()).toContain(
    `Error: Port ${port} on 127.0.0.1 is taken, and the control plane needs it: stop what uses it, or set TIDEGATE_CONTROL_PORT to another port.`,
  );
  expect(up.output()).not.toMatch(/ {4}at /);
  await new Promise((resolve) => taken.close(resolve));
});

test('a stack comes up, is found by its data folder, and ends cleanly', async () => {
  const environment = await ownPorts();
  const up = runNode('cli/main.ts', ['up'], environment);
  expect(await up.said('tidegate', '240s')).toBe('runs.');
  expect(up.output()).toMatch(/gateway key +tg-/);
  const doctor = runNode('cli/main.ts', ['doctor', '--json'], environment);
  expect(await doctor.ended).toBe(0);
  const findings = JSON.parse(doctor.output()) as { what: string; state: string; found: string }[];
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(findings).toContainEqual({ what: 'gateway replicas', state: 'ok', found: '2 live' });
  up.kill('SIGTERM');
  expect(await up.ended).toBe(0);
}, 300_000);
