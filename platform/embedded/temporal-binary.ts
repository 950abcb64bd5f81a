import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TidegateError } from '../../core/errors.ts';
import { buildTemporal } from './temporal-build.ts';
import { downloadTemporal } from './temporal-download.ts';
import { withFileLock } from './file-lock.ts';
import type { MakeTemporal } from './temporal-order.ts';

export interface TemporalBinary {
  readonly path: string;
  /** How it was found, for people. */
  readonly source: 'PATH' | 'cache' | 'download' | 'build';
}

export interface TemporalBinaryOptions {
  /** Where a downloaded or built copy is kept. */
  readonly cacheDir: string;
  /** Told what happens, when it takes longer than a moment. */
  readonly onProgress?: (text: string) => void;
  /** Aborted when nobody waits for it any longer. */
  readonly interrupted?: AbortSignal | undefined;
  /** Names to look for on PATH, and ways to make the program where there is none; tests bring their own. */
  readonly programs?: readonly string[];
  readonly makers?: Readonly<Record<'download' | 'build', MakeTemporal>>;
}

const GO_MODULE = join(import.meta.dirname, '..', '..', 'tools', 'temporal', 'go.mod');
const MAKERS = { download: downloadTemporal, build: buildTemporal };

/**
 * The program of the Temporal development server: on PATH, in the cache, downloaded, or built with Go, in this order.
 * @throws TidegateError `unavailable` naming the choices, where none of them works
 */
export async function findTemporal(options: TemporalBinaryOptions): Promise<TemporalBinary> {
  for (const program of options.programs ?? ['temporal']) {
    if (await runs(program)) return { path: program, source: 'PATH' };
  }
  const version = pinnedVersion();
  const path = join(options.cacheDir, `temporal-${version}${process.platform === 'win32' ? '.exe' : ''}`);
  if (await runs(path)) return { path, source: 'cache' };
  mkdirSync(options.cacheDir, { recursive: true });
  return withFileLock(`${path}.lock`, () => make(path, version, options));
}

/** The version that tools/temporal pins, which every other way of getting the program follows. */
export function pinnedVersion(): string {
  const version = /^require github\.com\/temporalio\/cli v(\S+)$/m.exec(readFileSync(GO_MODULE, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${GO_MODULE} pins no version of github.com/temporalio/cli`);
  return version;
}

async function make(path: string, version: string, options: TemporalBinaryOptions): Promise<TemporalBinary> {
  const { makers = MAKERS, onProgress = () => undefined, interrupted } = options;
  if (await runs(path)) return { path, source: 'cache' }; // another process made it meanwhile
  const failures: string[] = [];
  for (const source of ['download', 'build'] as const) {
    try {
      await makers[source]({ path, version, onProgress, interrupted });
      return { path, source };
    } catch (error) {
      interrupted?.throwIfAborted();
      failures.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new TidegateError(
    'unavailable',
    'There is no Temporal server, and none could be had. Do one of these: set TEMPORAL_ADDRESS to a running one; ' +
      'install the Temporal CLI so that `temporal` is on PATH (https://docs.temporal.io/cli); ' +
      'connect to the internet, so that it can be downloaded; install Go, so that it can be built.\n' +
      failures.map((failure) => `  ${failure}`).join('\n'),
    { retryable: false },
  );
}

async function runs(program: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 20_000 });
    return stdout.includes('Server');
  } catch {
    return false; // not there, not for this machine, or some other program of that name
  }
}
