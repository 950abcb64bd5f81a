import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program to its end, and says what it does. */
export async function run(program: string, parameters: readonly string[], cwd: string): Promise<void> {
  console.error(`${program} ${parameters.join(' ')} …`);
  await promisify(execFile)(program, [...parameters], { cwd, maxBuffer: 16 * 1024 * 1024 });
}
