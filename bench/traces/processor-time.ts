import { readdirSync, readFileSync } from 'node:fs';

/** Of a clock tick on Linux. */
const TICK_MS = 10;

/**
 * Processor time that a server and all its processes have used, ms, those that have ended included; `undefined` where the
 * system does not tell (it is read from /proc).
 */
export function processorTimeMs(pid: number): number | undefined {
  const server = ticksOf(pid);
  if (server === undefined) return undefined;
  let ticks = server.own + server.ended;
  for (const name of readdirSync('/proc')) {
    const child = /^\d+$/.test(name) ? ticksOf(Number(name)) : undefined;
    if (child?.parent === pid) ticks += child.own;
  }
  return ticks * TICK_MS;
}

interface Ticks {
  readonly parent: number;
  readonly own: number;
  /** Of its children that have ended. */
  readonly ended: number;
}

/** proc(5): fields 4 and 14 to 17 of `stat`, counted behind the name, which may hold anything. */
function ticksOf(pid: number): Ticks | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at],
    );
    return { parent, own: user + system, ended: endedUser + endedSystem };
  } catch {
    return undefined; // it has ended, or this is no Linux
  }
}
