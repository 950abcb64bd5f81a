import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import { judgingIdOf, type ReleaseInput } from './contract.ts';
import { judging } from './judging.ts';

/**
 * Starts the judging beside a release that has judges. It ends by itself when the release has ended, and outlives each run
 * of the release, which may continue as new.
 */
export async function startJudging({ releaseId, route }: ReleaseInput): Promise<void> {
  try {
    await startChild(judging, {
      args: [{ releaseId }],
      workflowId: judgingIdOf(releaseId),
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `Judge the answers of ${route}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
