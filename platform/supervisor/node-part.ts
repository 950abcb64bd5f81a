import { type ChildProcess, fork } from 'node:child_process';
import cluster from 'node:cluster';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { TidegateError } from '../../core/errors.ts';
import { openLog, tail } from '../embedded/log-file.ts';
import { removePidFile, writePidFile } from '../embedded/pid-file.ts';
import type { ServerProcess } from '../embedded/server-process.ts';
import { READY_MESSAGE, untilAborted } from '../lifecycle.ts';
import type { Part } from './keeper.ts';

export interface NodePartOptions {
  readonly name: string;
  /** Path of its main file below the project's folder. */
  readonly main: string;
  readonly dataDir: string;
  readonly environment: Record<string, string>;
  /** Aborted when nobody waits for it to be ready any longer. */
  readonly interrupted?: AbortSignal | undefined;
}

const ROOT = join(import.meta.dirname, '..', '..');
const READY_WITHIN_MS = 60_000;
/** A process of tidegate ends by itself within 15 s of being told to. */
const STOP_GRACE_MS = 20_000;

/** A main.ts as a process of its own, run by this Node. */
export function nodePart(options: NodePartOptions): Part {
  const { main, environment } = options;
  return partOf(options, (output) =>
    fork(join(ROOT, main), [], {
      cwd: ROOT,
      env: environment,
      execArgv: [],
      detached: true, // a Ctrl-C in the terminal is the supervisor's to pass on
      stdio: ['ignore', output, output, 'ipc'],
    }),
  );
}

/** Like it, but one of several that share the port they listen on, on every operating system. */
export function replicaPart(options: NodePartOptions): Part {
  const { main, environment } = options;
  return partOf(options, (output) => {
    cluster.setupPrimary({
      exec: join(ROOT, main),
      args: [],
      execArgv: [],
      cwd: ROOT,
      stdio: ['ignore', output, output, 'ipc'],
    });
    const worker = cluster.fork(environment);
    // A replica that is killed while the primary talks to it is an error here too; its exit is what counts.
    worker.on('error', () => undefined);
    return worker.process;
  });
}

export function pidFileOf(dataDir: string, name: string): string {
  return join(dataDir, 'run', `${name}.pid`);
}

function partOf({ name, dataDir, interrupted }: NodePartOptions, spawn: (output: number) => ChildProcess): Part {
  const logFile = join(dataDir, 'logs', `${name}.log`);
  const pidFile = pidFileOf(dataDir, name);
  return {
    name,
    async start() {
      const output = openLog(logFile);
      const child = spawn(output);
      closeSync(output);
      if (child.pid !== undefined) writePidFile(pidFile, child.pid);
      const part = running(child, pidFile);
      try {
        await ready(name, child, part, logFile, interrupted);
      } catch (error) {
        await part.stop();
        throw error;
      }
      return part;
    },
  };
}

function running(child: ChildProcess, pidFile: string): ServerProcess {
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve(error.message); // it could not be started: there will be no exit
    });
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  void exited.then(() => removePidFile(pidFile));
  return {
    pid: child.pid ?? 0,
    exited,
    async stop() {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      await exited;
      clearTimeout(force);
    },
  };
}

async function ready(
  name: string,
  child: ChildProcess,
  part: ServerProcess,
  logFile: string,
  interrupted: AbortSignal | undefined,
): Promise<void> {
  const deadline = AbortSignal.any([AbortSignal.timeout(READY_WITHIN_MS), ...(interrupted ? [interrupted] : [])]);
  const failure = await Promise.race([
    new Promise<undefined>((resolve) => {
      child.on('message', (message) => message === READY_MESSAGE && resolve(undefined));
    }),
    part.exited.then((end) => `ended before it was ready (${end})`),
    untilAborted(deadline).then(() => `was not ready within ${READY_WITHIN_MS / 1_000} s`),
  ]);
  if (failure === undefined) return;
  const message = `The ${name} ${failure}. The end of ${logFile}:\n${tail(logFile)}`;
  throw new TidegateError('unavailable', message, { retryable: false });
}
