import type { Socket } from 'node:net';

/** How a shell calls the end of a program by SIGPIPE. */
const BY_CLOSED_PIPE = 141;

/**
 * Whoever reads the answer may have enough of it (`| head`): then the command ends as a program does by SIGPIPE, which
 * Node.js ignores, and one that has something to put down first (`up`) is asked to.
 */
export function endWithReader(process: NodeJS.Process): void {
  let isOver = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    if (isOver) return;
    isOver = true;
    if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
    else process.exit(BY_CLOSED_PIPE);
  };
  const streams: readonly Socket[] = [process.stdout, process.stderr];
  for (const stream of streams) stream.on('error', onError);
}
