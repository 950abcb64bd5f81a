import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Member, Usage } from '../gateway/member.ts';
import { waitUntil } from '../../platform/wait-until.ts';

export interface ForeignProgram {
  readonly program: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly url: string;
  /** Sent with each request, beside those that all members get. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** A process that is not ours: what it uses is read from /proc, so this runs on Linux only. */
export async function startForeign({
  program,
  parameters,
  environment,
  cwd,
  url,
  headers,
}: ForeignProgram): Promise<Member> {
  // `env` gives way to the program: the process is the program's own.
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const child = spawn('env', [...variables, program, ...parameters], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4_000)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = (): Promise<void> => {
    child.kill('SIGTERM');
    return ended;
  };
  const pid = child.pid ?? 0;
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      () => true,
      () => false,
    );
  const isUp = await waitUntil(async () => child.exitCode !== null || (await answers()), {
    withinMs: 120_000,
    everyMs: 250,
  });
  if (!isUp || child.exitCode !== null) {
    await stop();
    throw new Error(`${program} did not come up:\n${said}`);
  }
  return { url, headers, stop, usage: async () => usageOf(pid) };
}

function usageOf(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    rssBytes: pages * PAGE_BYTES,
    heapBytes: Number.NaN,
  };
}
