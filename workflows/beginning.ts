import { CancellationScope, condition, isCancellation, patched } from '@temporalio/workflow';
import { awaitOpening, standstill } from './activity-proxies.ts';
import type { Transition } from './journal.ts';
import { PATCHES } from './patches.ts';
import type { ReleaseRun } from './release-run.ts';
import { sentence } from './sentence.ts';

/**
 * What comes before the first exposure: its time, the people who have to agree, and a route that may change. Nothing is
 * exposed meanwhile and there is nothing to watch; an abort ends it at any moment.
 */
export async function begin(
  run: ReleaseRun,
  takeStep: (run: ReleaseRun, transition: Transition) => Promise<void>,
): Promise<void> {
  const { release, journal } = run;
  const { requestedBy: actor, candidateVersion, changes } = release.input;
  const started = { event: 'started', actor, reason: `version ${candidateVersion}: ${changes}` } as const;
  await untilItsTime(run, started.reason);
  let waited = false;
  // A freeze can begin while people are asked, and an approval lapse while a freeze lasts.
  while (release.departure === undefined) {
    if (release.obstacle !== undefined) {
      if (!waited) await journal.record({ ...started, reason: `${started.reason}; ${release.reason}` });
      waited = true;
      await Promise.race([condition(() => release.obstacle === undefined), release.left]);
      continue;
    }
    const held = patched(PATCHES.openBeforeFirstStep) ? await standstill({ route: release.input.route }) : null;
    if (held !== null) {
      await standStill(run, held);
      continue;
    }
    if (release.obstacle !== undefined || release.departure !== undefined) continue;
    const advanced = {
      event: 'advanced',
      actor: 'tidegate',
      reason: 'nothing holds its first step any more',
    } as const;
    return takeStep(run, waited ? advanced : started);
  }
}

async function untilItsTime({ release, journal, appearance }: ReleaseRun, what: string): Promise<void> {
  const { startAtMs, requestedBy: actor, route } = release.input;
  if (startAtMs === undefined || release.startsAtMs === undefined) return;
  const at = new Date(startAtMs).toISOString();
  await journal.record({ event: 'scheduled', actor, reason: `starts at ${at}; ${what}` });
  const timer = { summary: sentence(`Start the release of ${route} at ${at}`) };
  await condition(() => release.departure !== undefined, startAtMs - Date.now(), timer);
  appearance.refresh();
}

/** Holds until the route may change again, or the release leaves. */
async function standStill(
  { release, journal, appearance }: ReleaseRun,
  { reason, resolution }: { readonly reason: string; readonly resolution: string },
): Promise<void> {
  const ready = release.progress.verdict;
  release.change({ verdict: { kind: 'hold', reason, resolution } });
  await journal.record({ event: 'held', actor: 'tidegate', reason }, { details: { resolution } });
  const scope = new CancellationScope();
  const { route } = release.input;
  const summary = sentence(`Wait until ${route} may change: ${resolution}`);
  const opened = scope.run(() => awaitOpening.executeWithOptions({ summary }, [{ route }]));
  const heard = opened.catch((failure: unknown) => {
    if (!(scope.consideredCancelled && isCancellation(failure))) throw failure;
  });
  await Promise.race([heard, release.left]);
  scope.cancel();
  release.change({ verdict: ready });
  appearance.refresh();
}
