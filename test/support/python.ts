import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from '../../platform/config.ts';

const run = promisify(execFile);
const INSTALL_MS = 120_000;

/**
 * A Python with the `openai` client, in an environment of its own that is kept in the cache folder. `undefined` where there is
 * no Python, or the client can not be had: tests that need it are skipped then, and counted as skipped.
 */
export async function pythonWithOpenAi(): Promise<string | undefined> {
  const folder = join(readConfig({}).cacheDir, 'python-openai-3');
  const python = join(folder, 'bin', 'python');
  try {
    if (!existsSync(python)) await run('python3', ['-m', 'venv', folder]);
    await run(python, ['-c', 'import openai']).catch(() =>
      run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'openai>=3,<4'], {
        timeout: INSTALL_MS,
      }),
    );
    await run(python, ['-c', 'import openai']);
    return python;
  } catch {
    return undefined;
  }
}
