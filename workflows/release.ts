import {
  ActivityFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  patched,
  workflowInfo,
} from '@temporalio/workflow';
import { dutyOf } from '../core/release/state.ts';
import type { ReleaseInput, ReleaseResult } from './contract.ts';
import { completed, takenBack } from './ending.ts';
import { goForward } from './forward.ts';
import { PATCHES } from './patches.ts';
import { ReleaseRun } from './release-run.ts';
import { startJudging } from './start-judging.ts';

/**
 * One release of a route, from its first exposure to its end. The story: go forward, step by step, as long as the
 * evidence and the people allow it; then make the candidate stable, or take it back. Whatever ends the way forward
 * (a verdict, an abort, a cancellation, a lost route, a failure), the way back stands behind it and can not be cancelled.
 */
export async function release(input: ReleaseInput): Promise<ReleaseResult> {
  const root = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const run = new ReleaseRun(input, Date.now(), !patched(PATCHES.approvalEntersStage));
    run.steering.open();
    abortWhenCancelled(root, run);
    if (input.judges === true && input.progress === undefined) await startJudging(input);
    await goForwardOrLeave(run);
    const result = dutyOf(run.release.state) === 'complete' ? await completed(run) : await takenBack(run);
    await condition(allHandlersFinished);
    return result;
  });
}

async function goForwardOrLeave(run: ReleaseRun): Promise<void> {
  try {
    await goForward(run, continueWhenHistoryIsLong);
  } catch (failure) {
    if (!(failure instanceof ActivityFailure)) throw failure;
    const reason = `${failure.activityType} failed: ${failure.cause?.message ?? failure.message}`;
    run.release.leave({ move: 'abort', actor: 'tidegate', reason });
  }
}

/** A cancellation, from the Temporal UI for example, asks for what an abort asks for. */
function abortWhenCancelled(root: CancellationScope, { release }: ReleaseRun): void {
  void root.cancelRequested.catch(() => {
    if (dutyOf(release.state) !== 'observe') return;
    release.leave({ move: 'abort', actor: 'temporal', reason: 'the workflow was cancelled in Temporal' });
  });
}

/** Everything a release knows goes into its next run; handlers under way finish in this one. */
async function continueWhenHistoryIsLong(run: ReleaseRun): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested || !allHandlersFinished() || !run.journal.idle) return;
  await continueAsNew<typeof release>({ ...run.release.input, progress: run.release.progress });
}
