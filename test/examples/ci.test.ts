import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { startTestGateway, type TestGateway } from '../control/test-gateway.ts';
import { startTestReleases, type TestReleases } from '../control/test-releases.ts';
import { towards } from '../cli/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, '..', '..');
const CI = join(ROOT, 'examples', 'ci');
const folder = temporaryFolder();
let control: TestReleases;
let gateway: TestGateway;
beforeAll(async () => {
  control = await startTestReleases();
  gateway = startTestGateway(control.database);
});
afterAll(async () => {
  await gateway.stop();
  await control.close();
  folder.delete();
});

/** The script as a runner has it: a shell, two variables, and the file of the release. */
async function pipeline(route: string, plan: object = {}): Promise<{ code: number | null; output: string }> {
  const file = join(folder.path, `${route}.yaml`);
  const spec = {
    route,
    candidate: { model: 'sim-small' },
    plan: {
      shadow: 'off',
      canary: { weight: 0.25, minRequests: 50, minDuration: '1s' },
      ramp: [],
      bake: { duration: '1s' },
      ...plan,
    },
    gates: [{ metric: 'error_rate', maxIncrease: 0.05 }],
  };
  writeFileSync(file, stringify(spec));
  const environment = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    ...towards(control.url),
    TIDEGATE: `${process.execPath} ${join(ROOT, 'cli', 'bin.js')}`,
  };
  const shell = spawn('sh', [join(CI, 'release.sh'), file], { cwd: folder.path, env: environment });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const code = await new Promise<number | null>((resolve) => void shell.on('close', resolve));
  return { code, output };
}

test('a pipeline ends with 0 when its release completes, and has its report', async () => {
  gateway.failCandidate(0);
  const { code, output } = await pipeline(await control.freshRoute());
  expect([code, output]).toEqual([0, expect.stringContaining('completed')]);
  expect(readFileSync(join(folder.path, 'release-report.md'), 'utf8')).toMatch(/^# [\s\S]*error\\_rate/);
});

test('with 3 when it is rolled back', async () => {
  gateway.failCandidate(0.6);
  const { code } = await pipeline(await control.freshRoute(), { canary: { weight: 0.25, minRequests: 100_000 } });
  expect(code).toBe(3);
});

test('with 1 when none could be started, and says why', async () => {
  const { code, output } = await pipeline('no-such-route');
  expect([code, output]).toEqual([1, expect.stringContaining('There is no route "no-such-route"')]);
});

test('both examples run that script', () => {
  for (const path of ['github/release.yml', 'gitlab/.gitlab-ci.yml']) {
    const text = readFileSync(join(CI, path), 'utf8');
    expect(parse(text)).toBeDefined();
    expect(text).toContain('sh tidegate/examples/ci/release.sh release.yaml');
  }
});
