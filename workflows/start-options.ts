import { TypedSearchAttributes } from '@temporalio/common';
import { formatDuration } from '../core/duration.ts';
import { demandText } from '../core/release/brakes.ts';
import { describeStep } from '../core/release/steps.ts';
import { type ReleaseInput, TASK_QUEUE, workflowIdOf } from './contract.ts';
import { demandsText } from './demands-text.ts';
import { searchAttributeKeys } from './search-attributes.ts';
import { sentence } from './sentence.ts';

/** With what a release is started, for `client.workflow.start(RELEASE_WORKFLOW, ...)`. */
export interface ReleaseStartOptions {
  readonly taskQueue: string;
  readonly workflowId: string;
  readonly args: [ReleaseInput];
  /** A route has one release at a time: a second start fails with WorkflowExecutionAlreadyStartedError. */
  readonly workflowIdConflictPolicy: 'FAIL';
  readonly workflowIdReusePolicy: 'ALLOW_DUPLICATE';
  readonly memo: Record<string, unknown>;
  readonly typedSearchAttributes: TypedSearchAttributes;
  readonly staticSummary: string;
  readonly staticDetails: string;
}

export function releaseStartOptions(input: ReleaseInput, taskQueue: string = TASK_QUEUE): ReleaseStartOptions {
  const { releaseId, route, stableVersion, candidateVersion, changes, requestedBy, steps } = input;
  return {
    taskQueue,
    workflowId: workflowIdOf(route),
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    memo: { releaseId, route, stableVersion, candidateVersion, changes, requestedBy },
    typedSearchAttributes: new TypedSearchAttributes([
      { key: searchAttributeKeys.releaseId, value: releaseId },
      { key: searchAttributeKeys.route, value: route },
      { key: searchAttributeKeys.candidate, value: `v${candidateVersion}` },
      { key: searchAttributeKeys.stage, value: steps[0]?.stage ?? 'bake' },
      { key: searchAttributeKeys.status, value: 'running' },
      { key: searchAttributeKeys.weight, value: 0 },
    ]),
    staticSummary: sentence(`${route}: version ${candidateVersion} (${changes}) for version ${stableVersion}`),
    staticDetails: planDetails(input),
  };
}

/** The plan as Markdown, for the Temporal UI. */
function planDetails({ releaseId, requestedBy, steps, charter, approvals, maxDurationMs }: ReleaseInput): string {
  const gates = charter.gates.map((gate) => gate.metric).join(', ');
  const wanted = approvals.map((demand) => `${demand.count} before ${demandText(demand)}`).join(', ');
  return [
    `Release ${releaseId}, requested by ${requestedBy}.`,
    steps.map((step, index) => `${index + 1}. ${describeStep(step)}, left ${demandsText(step)}`).join('\n'),
    `Gates: ${gates}. Approvals: ${wanted === '' ? 'none' : wanted}. At most ${formatDuration(maxDurationMs)}.`,
  ].join('\n\n');
}
