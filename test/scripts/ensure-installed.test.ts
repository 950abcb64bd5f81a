import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'ensure-installed.cjs');

describe('the installation before an npm script', () => {
  let project: TemporaryFolder;

  beforeEach(() => {
    project = temporaryFolder();
    mkdirSync(join(project.path, 'scripts'));
    copyFileSync(SCRIPT, join(project.path, 'scripts', 'ensure-installed.cjs'));
    writeFileSync(join(project.path, 'scripts', 'mend-postgres.cjs'), ''); // there is no driver here to mend
    wanted({ 'node_modules/zod': { version: '4.1.0' } });
  });
  afterEach(() => project.delete());

  const write = (path: string, value: unknown): void => {
    mkdirSync(join(project.path, path, '..'), { recursive: true });
    writeFileSync(join(project.path, path), JSON.stringify(value));
  };
  const wanted = (packages: object): void => write('package-lock.json', { packages: { '': {}, ...packages } });
  const installed = (packages: object): void => write('node_modules/.package-lock.json', { packages });

  /** Runs it with an npm that leaves a mark and exits as told. */
  function run(npmExits = 0): { readonly ranNpm: boolean; readonly status: number | null; readonly output: string } {
    const npm = join(project.path, 'npm.js');
    const mark = join(project.path, 'npm-ran');
    writeFileSync(npm, `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); process.exit(${npmExits});`);
    const script = join(project.path, 'scripts', 'ensure-installed.cjs');
    const { status, stderr } = spawnSync(process.execPath, [script], {
      encoding: 'utf8',
      env: { npm_execpath: npm },
    });
    const ranNpm = existsSync(mark);
    rmSync(mark, { force: true });
    return { ranNpm, status, output: stderr };
  }

  test('happens in a fresh clone', () => {
    expect(run()).toMatchObject({ ranNpm: true, status: 0 });
  });

  test('does not happen where everything is there', () => {
    installed({ 'node_modules/zod': { version: '4.1.0' } });
    expect(run()).toMatchObject({ ranNpm: false, status: 0, output: '' });
  });

  test('happens when another version is wanted now, or a package more', () => {
    installed({ 'node_modules/zod': { version: '4.0.0' } });
    expect(run().ranNpm).toBe(true);
    installed({ 'node_modules/zod': { version: '4.1.0' } });
    wanted({ 'node_modules/zod': { version: '4.1.0' }, 'node_modules/yaml': { version: '2.9.0' } });
    expect(run().ranNpm).toBe(true);
  });

  test('does not miss what is only for other machines', () => {
    wanted({
      'node_modules/zod': { version: '4.1.0' },
      'node_modules/windows-only': { version: '1.0.0', optional: true },
    });
    installed({ 'node_modules/zod': { version: '4.1.0' } });
    expect(run().ranNpm).toBe(false);
  });

  test('that fails stops the script, and says what to check', () => {
    const { status, output } = run(1);
    expect(status).toBe(1);
    expect(output).toContain('Check the connection to the npm registry');
  });
});
