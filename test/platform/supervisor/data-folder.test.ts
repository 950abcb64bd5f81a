import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../platform/config.ts';
import { writePidFile } from '../../../platform/embedded/pid-file.ts';
import { ensureSecrets, readSecrets } from '../../../platform/supervisor/secrets.ts';
import { isStackRunning, releaseDataFolder, takeDataFolder } from '../../../platform/supervisor/stack-lock.ts';
import { errorOf, rejectionOf } from '../../support/error-of.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

describe('a data folder', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.delete());

  test('has one stack at a time', async () => {
    await takeDataFolder(folder.path);
    expect(isStackRunning(folder.path)).toBe(true);
    const error = await rejectionOf(takeDataFolder(folder.path));
    expect(error).toMatchObject({ code: 'conflict' });
    expect(error.message).toContain(`(process ${process.pid})`);
    expect(error.message).toContain('TIDEGATE_DATA_DIR');
    releaseDataFolder(folder.path);
    expect(isStackRunning(folder.path)).toBe(false);
  });

  test('whose stack was killed is free, also when another program has its process id now', async () => {
    const lock = join(folder.path, 'run', 'stack.pid');
    writePidFile(lock, process.pid);
    const entry = JSON.parse(readFileSync(lock, 'utf8')) as { pid: number };
    writeFileSync(lock, JSON.stringify({ ...entry, identity: 'an earlier process' }));
    expect(isStackRunning(folder.path)).toBe(false);
    await takeDataFolder(folder.path);
    expect(isStackRunning(folder.path)).toBe(true);
  });

  test('never has another program ended because of a process id that is used again', async () => {
    const file = join(folder.path, 'run', 'worker.pid');
    writePidFile(file, process.pid);
    writeFileSync(file, JSON.stringify({ pid: process.pid, identity: 'an earlier process' }));
    await takeDataFolder(folder.path); // would end this very process
  });

  test('keeps its secrets, for its owner only', () => {
    const config = readConfig({ TIDEGATE_DATA_DIR: folder.path });
    const first = ensureSecrets(config);
    expect(ensureSecrets(config)).toEqual(first);
    expect(readSecrets(folder.path)).toEqual(first);
    expect(first.apiKey).not.toBe(first.adminToken);
    expect(statSync(join(folder.path, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('is not where secrets of the environment go', () => {
    const config = readConfig({ TIDEGATE_DATA_DIR: folder.path, TIDEGATE_ADMIN_TOKEN: 'given-by-the-environment' });
    expect(ensureSecrets(config).adminToken).toBe('given-by-the-environment');
    expect(readSecrets(folder.path)?.adminToken).not.toBe('given-by-the-environment');
  });

  test('with damaged secrets says what to do', () => {
    writeFileSync(join(folder.path, 'secrets.json'), '{');
    expect(errorOf(() => readSecrets(folder.path)).message).toMatch(/secrets\.json .*delete it/);
  });
});
