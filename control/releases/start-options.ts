import type { Workflow, WorkflowStartOptions } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { describeStep } from '../../core/release/steps.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import { RELEASE_WORKFLOW, TASK_QUEUE } from '../../workflows/contract.ts';
import { searchAttributeKeys } from '../../workflows/search-attributes.ts';
import { releaseInputOf } from './release-input.ts';

/**
 * How the workflow of a release is started: at most one of its route runs at a time, and the next one may come after
 * it. What can be said before it runs is said here, so that the Temporal UI shows it from the first moment.
 */
export function startOptions(release: ReleaseRecord): [string, WorkflowStartOptions<Workflow>] {
  const input = releaseInputOf(release);
  const versions = `version ${release.stableVersion} → ${release.candidateVersion}`;
  return [
    RELEASE_WORKFLOW,
    {
      workflowId: release.workflowId,
      taskQueue: TASK_QUEUE,
      args: [input],
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `${release.route}: ${versions} (${input.changes})`,
      staticDetails: [
        `Release \`${release.id}\` of route **${release.route}**, ${versions}, asked for by ${release.requestedBy}.`,
        `Steps: ${input.steps.map(describeStep).join(' → ')}.`,
        ...(release.spec.description === undefined ? [] : [release.spec.description]),
      ].join('\n\n'),
      typedSearchAttributes: new TypedSearchAttributes([
        { key: searchAttributeKeys.releaseId, value: release.id },
        { key: searchAttributeKeys.route, value: release.route },
        { key: searchAttributeKeys.stage, value: release.stage },
        { key: searchAttributeKeys.status, value: release.status },
        { key: searchAttributeKeys.candidate, value: `v${release.candidateVersion}` },
        { key: searchAttributeKeys.weight, value: 0 },
      ]),
    },
  ];
}
