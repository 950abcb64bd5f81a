import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { readFileSync } from 'node:fs';

/* Process ids are used again: before a process is ended by its id, it must be known to be the same one. */

/**
 * What tells this run of a process from any other that ever has its id: the machine's boot and the time of its start.
 * `undefined` where no such process runs.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxIdentity(pid);
  if (process.platform === 'win32') return output('powershell', windowsQuery(pid, 'StartTime.Ticks')) || undefined;
  const [state, ...started] = output('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).split(/\s+/);
  return state === undefined || state === '' || state.startsWith('Z') ? undefined : started.join(' ');
}

/** The command line of a process that runs (on Windows its program alone); empty where there is none. */
export function commandLine(pid: number): string {
  if (process.platform === 'linux') return readProc(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  if (process.platform === 'win32') return output('powershell', windowsQuery(pid, 'Path'));
  return output('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
}

function linuxIdentity(pid: number): string | undefined {
  // The fields follow the program's name, which stands in parentheses and may hold anything.
  const fields = readProc(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (startTicks === undefined || state === 'Z' || state === 'X') return undefined;
  return `${readProc('/proc/sys/kernel/random/boot_id').trim()} ${startTicks}`;
}

function windowsQuery(pid: number, property: string): readonly string[] {
  return ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).${property}`];
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process is gone
  }
}

/** Empty where the program says that there is no such process. */
function output(program: string, parameters: readonly string[]): string {
  const options: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  try {
    return execFileSync(program, parameters, options).trim();
  } catch {
    return '';
  }
}
