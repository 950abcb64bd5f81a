import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findTemporal, pinnedVersion } from '../../../platform/embedded/temporal-binary.ts';
import type { MakeTemporal } from '../../../platform/embedded/temporal-order.ts';
import { rejectionOf } from '../../support/error-of.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

describe('the Temporal program', () => {
  let cache: TemporaryFolder;
  let made: string[];

  beforeEach(() => {
    cache = temporaryFolder();
    made = [];
  });
  afterEach(() => cache.delete());

  const makes =
    (how: string): MakeTemporal =>
    async ({ path, version }) => {
      made.push(how);
      await Promise.resolve();
      writeProgram(path, `temporal version ${version} (Server 1.0, UI 1.0)`);
    };
  const fails: MakeTemporal = () => Promise.reject(new Error('no way'));
  const find = (makers: Record<'download' | 'build', MakeTemporal>, programs: readonly string[] = []) =>
    findTemporal({ cacheDir: cache.path, programs, makers });

  test('on PATH is preferred to any other', async () => {
    const program = join(cache.path, 'temporal');
    writeProgram(program, 'temporal version 9.9.9 (Server 9.9, UI 9.9)');
    expect(await find({ download: makes('download'), build: fails }, [program])).toEqual({
      path: program,
      source: 'PATH',
    });
    expect(made).toEqual([]);
  });

  test('another program of that name is not taken for it', async () => {
    const program = join(cache.path, 'temporal');
    writeProgram(program, 'temporal 2.0, a calendar');
    expect(await find({ download: makes('download'), build: fails }, [program])).toMatchObject({ source: 'download' });
  });

  test('is built where it can not be downloaded', async () => {
    expect(await find({ download: fails, build: makes('build') })).toMatchObject({ source: 'build' });
  });

  test('is made once, and kept under the name of the version that tools/temporal pins', async () => {
    const first = await find({ download: fails, build: makes('build') });
    expect(first.path).toBe(join(cache.path, `temporal-${pinnedVersion()}`));
    expect(await find({ download: fails, build: fails })).toEqual({ path: first.path, source: 'cache' });
  });

  test('is made once, however many want it at the same time', async () => {
    const makers = { download: fails, build: makes('build') };
    const found = await Promise.all([find(makers), find(makers), find(makers)]);
    expect(made).toEqual(['build']);
    expect(new Set(found.map(({ path }) => path)).size).toBe(1);
  });

  test('that can not be had is one error that names every choice', async () => {
    const error = await rejectionOf(find({ download: fails, build: fails }));
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    for (const choice of ['TEMPORAL_ADDRESS', 'PATH', 'internet', 'Go', 'download: no way', 'build: no way']) {
      expect(error.message).toContain(choice);
    }
  });
});

function writeProgram(path: string, answer: string): void {
  writeFileSync(path, `#!/bin/sh\necho "${answer}"\n`);
  chmodSync(path, 0o755);
}
