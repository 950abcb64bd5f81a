import { Context } from '@temporalio/activity';
import { sincePublicationMs } from '../store/release-events.ts';
import { listReplicas, type ReplicaRow } from '../store/replicas.ts';
import type { Acknowledged, AcknowledgementInput } from '../workflows/contract.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { pause } from './pause.ts';

const LOOK_EVERY_MS = 100;
const SAY_SO_AFTER_MS = 5_000;

/**
 * Returns when every replica that may still serve runs at least that snapshot. One that is silent has lost its lease
 * after the lease's time and serves stable by itself; one that has registered, but runs nothing yet, counts as lagging.
 * Waits as long as it takes, and until it is cancelled.
 */
export async function awaitAcknowledgements(
  { database, clock }: ActivityDependencies,
  { releaseId, snapshotVersion }: AcknowledgementInput,
): Promise<Acknowledged> {
  const context = Context.current();
  let sayAtMs = clock.now() + SAY_SO_AFTER_MS;
  for (;;) {
    const live = (await listReplicas(database)).filter((replica) => replica.live);
    const lagging = live.filter((replica) => replica.appliedSnapshot < snapshotVersion);
    if (lagging.length === 0) {
      const tookMs = (await sincePublicationMs(database, releaseId, snapshotVersion)) ?? 0;
      return { replicas: live.length, tookMs: Math.round(tookMs) };
    }
    if (clock.now() >= sayAtMs) {
      context.log.warn('replicas do not run the newest snapshot yet', { snapshotVersion, lagging: namesOf(lagging) });
      sayAtMs = clock.now() + SAY_SO_AFTER_MS;
    }
    context.heartbeat(namesOf(lagging));
    await pause(LOOK_EVERY_MS, context.cancellationSignal);
    if (context.cancellationSignal.aborted) return context.cancelled;
  }
}

function namesOf(replicas: readonly ReplicaRow[]): readonly string[] {
  return replicas.map((replica) => `${replica.id} at ${replica.address} runs ${replica.appliedSnapshot}`);
}
