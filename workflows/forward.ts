import type { Verdict } from '../core/decision/verdict.ts';
import { moveOf } from '../core/release/move.ts';
import type { Exposure } from '../core/release/record.ts';
import { dutyOf } from '../core/release/state.ts';
import { steeringRefusal } from '../core/release/steering.ts';
import { stageOf } from '../core/release/status.ts';
import { describeStep, type Step } from '../core/release/steps.ts';
import { begin } from './beginning.ts';
import type { Transition } from './journal.ts';
import type { ReleaseRun } from './release-run.ts';
import { sentence } from './sentence.ts';
import { actorOf } from './standing.ts';
import { conflict } from './steering.ts';

/**
 * The way forward: expose a step, watch it, act on what is seen, until the release completes or leaves.
 * `atRest` is called between two observations, when nothing is under way.
 */
export async function goForward(run: ReleaseRun, atRest: (run: ReleaseRun) => Promise<void>): Promise<void> {
  const { release, appearance } = run;
  appearance.refresh();
  if (!release.begun) await begin(run, takeStep);
  else if (!release.progress.published) followAcknowledgements(run);
  try {
    while (dutyOf(release.state) === 'observe') {
      await atRest(run);
      await watch(run);
    }
  } finally {
    refusePromotion(run);
  }
}

async function watch(run: ReleaseRun): Promise<void> {
  const { release, lookout, appearance, standing } = run;
  const observed = await lookout.observe(standing.sinceMs(Date.now()));
  if (release.departure !== undefined) return;
  if (observed !== undefined) release.see(observed);
  appearance.refresh();
  if (observed?.lostRoute === true) return loseRoute(run, 'somebody else has changed the route');
  const isBreached = observed?.verdict.kind === 'rollback';
  if (release.promotion !== undefined && !isBreached) return promoteByHand(run);
  if (observed !== undefined) await actOnVerdict(run);
}

async function actOnVerdict(run: ReleaseRun): Promise<void> {
  const { release, standing } = run;
  const { kind, reason, gate } = release.progress.verdict;
  switch (moveOf(kind, release.obstacle === undefined)) {
    case 'rollback':
      return release.leave({ move: 'rollback', actor: actorOf(gate), reason });
    case 'promote':
      return advance(run, { actor: actorOf(gate), reason });
    default:
      return standing.note();
  }
}

/** Without waiting for evidence, but past no block and no missing approval: either may have come since it was asked for. */
async function promoteByHand(run: ReleaseRun): Promise<void> {
  const { release } = run;
  const { promotion } = release;
  if (promotion === undefined) return;
  const { by, reason, done } = promotion;
  release.promotion = undefined;
  const refusal = steeringRefusal({ kind: 'promote', by, reason }, release.facts());
  if (refusal !== undefined) return done.reject(conflict(`promote: ${refusal}`));
  release.change({ verdict: { kind: 'promote', reason: `promoted by ${by}: ${reason}` } });
  try {
    await advance(run, { actor: by, reason, event: 'promotion_forced' });
  } finally {
    done.resolve();
  }
}

async function advance(
  run: ReleaseRun,
  { actor, reason, event }: Omit<Transition, 'event'> & { readonly event?: Transition['event'] },
): Promise<void> {
  const { release } = run;
  release.move('promote');
  const usual = release.state === 'completing' ? 'completing' : 'advanced';
  await takeStep(run, { event: event ?? usual, actor, reason });
}

/** Publishes the position that the release has come to, and has its acknowledgements followed. */
async function takeStep(run: ReleaseRun, transition: Transition): Promise<void> {
  const { release, journal, standing } = run;
  const isFirst = !release.begun;
  release.begun = true;
  standing.reset();
  const { exposure, summary } = exposureOf(run);
  release.change({ published: false, ...(exposure.kind === 'expose' ? { verdict: freshVerdict(release.step) } : {}) });
  const result = await journal.publish(transition, exposure, summary);
  if (!result.published) return loseRoute(run, result.reason);
  const nowMs = Date.now();
  release.change({ stepStartedAtMs: nowMs, stepWatchedMs: 0, ...(isFirst ? { startedAtMs: nowMs } : {}) });
  if (exposure.kind === 'expose' && release.departure === undefined) followAcknowledgements(run);
}

/** What was said of the step before does not hold for this one. */
function freshVerdict(step: Step): Verdict {
  return { kind: 'continue', reason: `${describeStep(step)} has begun` };
}

function exposureOf({ release }: ReleaseRun): { readonly exposure: Exposure; readonly summary: string } {
  const { input, step, state } = release;
  if (state === 'completing') {
    const summary = sentence(`Make version ${input.candidateVersion} the stable one of ${input.route}`);
    return { exposure: { kind: 'complete' }, summary };
  }
  const { weight, mirrorRate } = step;
  const summary = sentence(`Have the gateway run ${describeStep(step)} of ${input.route}`);
  return { exposure: { kind: 'expose', stage: stageOf(state), weight, mirrorRate }, summary };
}

/** In the background: the step is watched from its first moment, but not left before all replicas run it. */
function followAcknowledgements({ release, journal, acknowledgements, lookout }: ReleaseRun): void {
  const { snapshotVersion } = release.progress;
  const step = describeStep(release.step);
  const noted = acknowledgements
    .all(sentence(`Wait until every replica runs ${step} of ${release.input.route}`))
    .then(async (acknowledged) => {
      if (acknowledged === undefined || release.departure !== undefined) return;
      if (release.progress.snapshotVersion !== snapshotVersion) return;
      release.change({ published: true });
      if (release.progress.verdict.kind === 'promote') lookout.interrupt();
      const { replicas, tookMs } = acknowledged;
      const applied = `${replicas === 1 ? '1 replica runs' : `all ${replicas} replicas run`} ${step}`;
      const reason = release.status === 'running' ? applied : release.reason;
      await journal.record({ event: 'acknowledged', actor: 'tidegate', reason }, { details: { replicas, tookMs } });
    });
  noted.catch((failure: unknown) => {
    release.leave({ move: 'abort', actor: 'tidegate', reason: `acknowledgements: ${String(failure)}` });
  });
}

function loseRoute({ release }: ReleaseRun, reason: string): void {
  release.leave({ move: 'abort', actor: 'tidegate', reason, lostRoute: true });
}

/** Whoever still waits for a promotion hears that there will be none. */
function refusePromotion({ release }: ReleaseRun): void {
  release.promotion?.done.reject(conflict(`promote: the release has left its way forward: ${release.reason}`));
  release.promotion = undefined;
}
