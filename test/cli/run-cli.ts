import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ADMIN_TOKEN } from '../control/test-control.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a pipe, as a script would, and waits for its end. */
export function runCli(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<CliResult> {
  const child = spawn(process.execPath, [MAIN, ...parameters], { env: { ...process.env, ...environment } });
  const result = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (result.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (result.stderr += chunk.toString()));
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...result })));
}

/** How a command finds the control plane of a test. */
export const towards = (url: string) => ({ TIDEGATE_CONTROL_URL: url, TIDEGATE_ADMIN_TOKEN: ADMIN_TOKEN });
