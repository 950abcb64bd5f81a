import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TidegateError } from '../../core/errors.ts';
import { claimPidFile, endLeftover, removePidFile, runningPid } from '../embedded/pid-file.ts';
import { pidFileOf } from './node-part.ts';

/** A process of tidegate that lost its supervisor ends by itself; this is how long it may take. */
const LEFTOVER_GRACE_MS = 20_000;

/** Whether a stack with this data folder runs on this machine. */
export function isStackRunning(dataDir: string): boolean {
  return runningPid(lockOf(dataDir)) !== undefined;
}

/**
 * Makes the data folder this process's and ends what an earlier supervisor left behind when it was killed.
 * @throws TidegateError `conflict` where another stack that runs has the folder
 */
export async function takeDataFolder(dataDir: string): Promise<void> {
  const lock = lockOf(dataDir);
  if (!claimPidFile(lock)) {
    const message =
      `A stack with the data folder ${dataDir} runs already (process ${runningPid(lock)}): stop it, ` +
      'or set TIDEGATE_DATA_DIR and the TIDEGATE_*_PORT variables to start another beside it.';
    throw new TidegateError('conflict', message);
  }
  for (const file of leftovers(dataDir)) await endLeftover(file, signalFor(file), LEFTOVER_GRACE_MS);
}

export function releaseDataFolder(dataDir: string): void {
  removePidFile(lockOf(dataDir));
}

/**
 * Ends all parts when this process exits without having stopped them, by an error or a second Ctrl-C. Gives back what
 * takes that off again.
 */
export function endAllAtExit(dataDir: string): () => void {
  const end = (): void => {
    for (const file of leftovers(dataDir)) {
      const pid = runningPid(file);
      if (pid !== undefined) process.kill(pid, signalFor(file));
    }
    releaseDataFolder(dataDir);
  };
  process.on('exit', end);
  return () => process.off('exit', end);
}

/** The pid files of the parts; those of the servers that the others stand on come last. */
function leftovers(dataDir: string): readonly string[] {
  const folder = join(dataDir, 'run');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pid')) : [];
  const files = names.map((name) => join(folder, name)).filter((file) => file !== lockOf(dataDir));
  return files.toSorted((one, other) => Number(isServer(one)) - Number(isServer(other)));
}

const isServer = (file: string): boolean => /(postgres|temporal)\.pid$/.test(file);
const signalFor = (file: string): NodeJS.Signals => (file.endsWith('postgres.pid') ? 'SIGINT' : 'SIGTERM');
const lockOf = (dataDir: string): string => pidFileOf(dataDir, 'stack');
