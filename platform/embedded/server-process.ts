import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { openLog } from './log-file.ts';
import { removePidFile, writePidFile } from './pid-file.ts';

/** A server that runs as a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** Settles with the way it went once the process has ended, whoever ended it. */
  readonly exited: Promise<string>;
  /** Ends it in its own order; by SIGKILL where that takes longer than the grace. Safe to call twice. */
  stop(): Promise<void>;
}

export interface ServerCommand {
  readonly program: string;
  readonly parameters: readonly string[];
  readonly logFile: string;
  readonly pidFile: string;
  readonly stopSignal: NodeJS.Signals;
  readonly stopGraceMs: number;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Starts a server with its output in a file. It is a session of its own, so that a Ctrl-C in the terminal does not
 * reach it: its owner ends it when nobody needs it any more.
 */
export async function startServerProcess(command: ServerCommand): Promise<ServerProcess> {
  const output = openLog(command.logFile);
  const child = spawn(command.program, command.parameters, {
    detached: true,
    stdio: ['ignore', output, output],
    ...(command.environment && { env: command.environment }),
    ...command.user,
  });
  closeSync(output);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      removePidFile(command.pidFile);
      resolve(signal === null ? `exit code ${code}` : signal);
    });
  });
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command.program} has no process id`);
  writePidFile(command.pidFile, pid);

  async function stop(): Promise<void> {
    child.kill(command.stopSignal);
    const force = setTimeout(() => child.kill('SIGKILL'), command.stopGraceMs);
    await exited;
    clearTimeout(force);
  }

  return { pid, exited, stop };
}
