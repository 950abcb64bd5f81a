import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosStack } from './chaos-stack.ts';
import { inject } from './inject.ts';
import { type Fault, nameOf, type ScheduledFault } from './schedule.ts';
import { untilServed, untilWhole } from './wholeness.ts';

/** A fault as it was caused. Moments are on the wall clock, ms. */
export interface Struck {
  readonly fault: Fault;
  readonly fromMs: number;
  /** When it was lifted; for a kill, when it struck. */
  readonly liftedAtMs: number;
  /** When the stack was whole again; `undefined` where it was not in time. */
  readonly wholeAtMs: number | undefined;
  /** For a fault of the gateway: when it answered again. */
  readonly servedAtMs: number | undefined;
}

const WHOLE_WITHIN_MS = 120_000;

export interface StrikeOptions {
  /** Aborted when no further fault is to be caused. */
  readonly enough: AbortSignal;
  /** Aborted when the stack is not waited for any longer. */
  readonly over: AbortSignal;
  readonly onFault: (text: string) => void;
}

/** Causes the faults in their order until all are done or `enough` is aborted. */
export async function strike(
  stack: ChaosStack,
  schedule: readonly ScheduledFault[],
  { enough, over, onFault }: StrikeOptions,
): Promise<readonly Struck[]> {
  const under: Promise<Struck>[] = [];
  for (const [index, { fault, afterMs, overlaps }] of schedule.entries()) {
    if (!overlaps) await Promise.all(under);
    await delay(afterMs);
    if (enough.aborted) break;
    onFault(`${index + 1}/${schedule.length} ${nameOf(fault)}${overlaps ? ' (over the one before)' : ''}`);
    under.push(one(stack, fault, over));
  }
  return Promise.all(under);
}

async function one(stack: ChaosStack, fault: Fault, over: AbortSignal): Promise<Struck> {
  const fromMs = Date.now();
  await inject(stack, fault);
  const liftedAtMs = Date.now();
  const isGateways = fault.target.startsWith('gateway');
  const [servedAtMs, wholeAtMs] = await Promise.all([
    isGateways ? untilServed(stack, WHOLE_WITHIN_MS, over).then(momentOf) : undefined,
    untilWhole(stack, WHOLE_WITHIN_MS, over).then(momentOf),
  ]);
  return { fault, fromMs, liftedAtMs, wholeAtMs, servedAtMs };
}

const momentOf = (happened: boolean): number | undefined => (happened ? Date.now() : undefined);
