import { Context } from '@temporalio/activity';
import { type Standstill, standstillOf } from '../store/standstill.ts';
import type { StandstillInput } from '../workflows/contract.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { pause } from './pause.ts';

const LOOK_EVERY_MS = 1_000;

export async function standstill(
  { database, clock }: ActivityDependencies,
  { route }: StandstillInput,
): Promise<Standstill | null> {
  return (await standstillOf(database, route, clock.now())) ?? null;
}

/** Returns when no freeze and no closed window keeps the route; waits as long as it takes, and until it is cancelled. */
export async function awaitOpening(dependencies: ActivityDependencies, input: StandstillInput): Promise<void> {
  const context = Context.current();
  for (;;) {
    const held = await standstill(dependencies, input);
    if (held === null) return;
    context.heartbeat(held.reason);
    await pause(LOOK_EVERY_MS, context.cancellationSignal);
    if (context.cancellationSignal.aborted) return context.cancelled;
  }
}
