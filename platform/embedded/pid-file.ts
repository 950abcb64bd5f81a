import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { processIdentity } from './process-identity.ts';
import { waitUntil } from '../wait-until.ts';

interface Entry {
  readonly pid: number;
  readonly identity: string;
}

/** Remembers which process has a part, so that a later start finds it, however this one ends. */
export function writePidFile(path: string, pid: number): void {
  const identity = processIdentity(pid);
  if (identity === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ pid, identity } satisfies Entry));
}

/** Makes the file this process's, as a lock: `false` where another process that runs has it. */
export function claimPidFile(path: string): boolean {
  const claim = `${path}.${process.pid}`;
  writePidFile(claim, process.pid);
  try {
    linkSync(claim, path);
    return true;
  } catch {
    if (runningPid(path) !== undefined) return false;
    renameSync(claim, path);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

export function removePidFile(path: string): void {
  rmSync(path, { force: true });
}

/** The process of the file, where it still runs. */
export function runningPid(path: string): number | undefined {
  const entry = readEntry(path);
  return entry !== undefined && processIdentity(entry.pid) === entry.identity ? entry.pid : undefined;
}

/** Ends the process that an earlier start left behind: by `signal`, and where it does not go in time, by SIGKILL. */
export async function endLeftover(path: string, signal: NodeJS.Signals, graceMs: number): Promise<boolean> {
  const pid = runningPid(path);
  if (pid !== undefined) {
    const isGone = (): boolean => runningPid(path) === undefined;
    process.kill(pid, signal);
    if (!(await waitUntil(isGone, { withinMs: graceMs }))) {
      process.kill(pid, 'SIGKILL');
      await waitUntil(isGone, { withinMs: 5_000 });
    }
  }
  removePidFile(path);
  return pid !== undefined;
}

function readEntry(path: string): Entry | undefined {
  try {
    const entry = JSON.parse(readFileSync(path, 'utf8')) as Partial<Entry>;
    return typeof entry.pid === 'number' && typeof entry.identity === 'string'
      ? { pid: entry.pid, identity: entry.identity }
      : undefined;
  } catch {
    return undefined; // no file, or one that was being written when its writer was killed
  }
}
