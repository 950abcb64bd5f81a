import { createProgram } from '../../cli/program.ts';
import { runProgram } from '../../cli/run-program.ts';
import { ADMIN_TOKEN } from '../control/test-control.ts';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as in a pipe, within this process. */
export async function runCli(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const code = await runProgram(createProgram, parameters, {
    environment,
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  });
  return { code, ...written };
}

/** How a command finds the control plane of a test. */
export const towards = (url: string) => ({ TIDEGATE_CONTROL_URL: url, TIDEGATE_ADMIN_TOKEN: ADMIN_TOKEN });
