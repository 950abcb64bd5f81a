import { spawn } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TemporalOrder } from './temporal-order.ts';

const MODULE_FOLDER = join(import.meta.dirname, '..', '..', 'tools', 'temporal');
const PROGRAM = 'github.com/temporalio/cli/cmd/temporal';
const VERSION_VARIABLE = 'github.com/temporalio/cli/internal/temporalcli.Version';
const PROGRESS_EVERY_MS = 15_000;
const KEPT_OUTPUT_LINES = 10;

/** Builds the program with Go from the module pinned in tools/temporal: three to five minutes on two cores. */
export async function buildTemporal({ path, version, onProgress, interrupted }: TemporalOrder): Promise<void> {
  const started = performance.now();
  const tell = (text: string): void => onProgress(`${text} (${Math.round((performance.now() - started) / 1_000)} s)`);
  onProgress(`Building the Temporal development server ${version} with Go (once; three to five minutes) …`);
  const ticker = setInterval(() => tell('… still building'), PROGRESS_EVERY_MS);
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    const linker = `-s -w -X ${VERSION_VARIABLE}=${version}`;
    await runGo(['build', '-trimpath', '-ldflags', linker, '-o', unfinished, PROGRAM], interrupted);
    renameSync(unfinished, path);
    tell('Built the Temporal development server');
  } finally {
    clearInterval(ticker);
    rmSync(unfinished, { force: true });
  }
}

async function runGo(parameters: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const child = spawn('go', parameters, { cwd: MODULE_FOLDER, stdio: ['ignore', 'ignore', 'pipe'], signal });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  if (code === 0) return;
  throw new Error(`go build failed: ${output.trimEnd().split('\n').slice(-KEPT_OUTPUT_LINES).join('\n')}`);
}
