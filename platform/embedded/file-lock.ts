import { setTimeout as delay } from 'node:timers/promises';
import { claimPidFile, removePidFile } from './pid-file.ts';

const LOOK_AGAIN_MS = 250;

/** Runs `work` while no other process of this machine holds the lock. The lock of a process that died is void. */
export async function withFileLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  while (!claimPidFile(path)) await delay(LOOK_AGAIN_MS);
  try {
    return await work();
  } finally {
    removePidFile(path);
  }
}
