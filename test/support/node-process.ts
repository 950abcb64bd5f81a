import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { waitFor } from './wait-for.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A script run by Node as a process of its own, the way a user's shell would. */
export interface NodeProcess {
  readonly pid: number;
  /** Everything that it wrote so far, errors included. */
  output(): string;
  /** The first line that starts with the word, without it. */
  said(word: string, within?: string): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export function runNode(
  script: string,
  parameters: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
  input = '',
): NodeProcess {
  const child = spawn(process.execPath, [join(ROOT, script), ...parameters], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  child.stdin.on('error', () => undefined).end(input);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    said: (word, within = '20s') =>
      waitFor(() => wordsAfter(output, word), { within, what: `"${word}" (so far: ${output})` }),
    kill: (signal) => void child.kill(signal),
    ended: endOf(child),
  };
}

function wordsAfter(output: string, word: string): string | undefined {
  const line = output
    .split('\n')
    .slice(0, -1)
    .find((text) => text.startsWith(`${word} `));
  return line?.slice(word.length + 1);
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? 0));
  });
}
