import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosStack } from './chaos-stack.ts';
import type { Fault, ProcessName } from './schedule.ts';

/** Causes a fault, and returns when it is lifted. A process that is killed is started again by who keeps it. */
export async function inject(stack: ChaosStack, fault: Fault): Promise<void> {
  const { proxy } = stack;
  switch (fault.kind) {
    case 'kill': {
      const names = fault.target === 'gateways' ? (['gateway-1', 'gateway-2'] as const) : [fault.target];
      for (const name of names) signal(stack.pidOf(name), 'SIGKILL');
      return;
    }
    case 'stop':
      return stopFor(stack, fault.target, fault.durationMs);
    case 'cut':
    case 'freeze':
    case 'delay':
      proxy.disturb(fault.target, fault);
      await delay(fault.durationMs);
      proxy.relieve(fault.target);
  }
}

async function stopFor(stack: ChaosStack, name: ProcessName, durationMs: number): Promise<void> {
  const pid = stack.pidOf(name);
  if (pid === undefined) return;
  // Postgres serves each connection by a process of its own: its first one alone would stop nothing.
  const stopped = [pid, ...(name === 'postgres' ? childrenOf(pid) : [])];
  for (const one of stopped) signal(one, 'SIGSTOP');
  await delay(durationMs);
  for (const one of stopped) signal(one, 'SIGCONT');
}

/** One that has gone meanwhile needs no signal. */
function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Where the system does not tell (it is not Linux), none. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
