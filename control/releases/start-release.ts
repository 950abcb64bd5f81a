import { TidegateError } from '../../core/errors.ts';
import { judgeFault } from '../../core/evaluation/judge-fault.ts';
import type { ReleaseSpec } from '../../core/release/spec.ts';
import { planSteps } from '../../core/release/steps.ts';
import type { Database } from '../../store/database.ts';
import { listProviders } from '../../store/routes.ts';
import { acceptRelease, discardRelease, markStarted, type ReleaseRecord } from '../../store/releases.ts';
import { workflowIdOf } from '../../workflows/contract.ts';
import type { Ids } from '../ids.ts';
import type { ReleaseWorkflows } from './release-workflows.ts';

export interface StartDependencies {
  readonly database: Database;
  readonly workflows: ReleaseWorkflows;
  readonly ids: Ids;
}

/**
 * Accepts a release and starts its workflow. A crash in between leaves a row that the reconciler finds; a refusal
 * takes the row back. Any other fault leaves the row too: its workflow may have started.
 * @throws TidegateError `not_found`, `conflict` (the route has a release), `invalid_input`, `unavailable` (Temporal)
 */
export async function startRelease(
  { database, workflows, ids }: StartDependencies,
  spec: ReleaseSpec,
  requestedBy: string,
): Promise<ReleaseRecord> {
  await assertJudgesCanBeAsked(database, spec);
  const [first] = planSteps(spec.plan);
  const release = await acceptRelease(database, {
    id: ids.releaseId(),
    workflowId: workflowIdOf(spec.route),
    spec,
    firstStage: first?.stage ?? 'bake',
    requestedBy,
  });
  try {
    return await startWorkflowOf(release, { database, workflows });
  } catch (error) {
    if (error instanceof TidegateError) await discardRelease(database, release.id, `not started: ${error.message}`);
    throw error;
  }
}

async function assertJudgesCanBeAsked(database: Database, { judges }: ReleaseSpec): Promise<void> {
  if (judges.length === 0) return;
  const providers = await listProviders(database);
  const fault = judges.map((judge) => judgeFault(judge, providers)).find((each) => each !== undefined);
  if (fault !== undefined) throw new TidegateError('invalid_input', fault);
}

/** Starts the workflow of a release that was accepted; doing so twice is as good as once. */
export async function startWorkflowOf(
  release: ReleaseRecord,
  { database, workflows }: Pick<StartDependencies, 'database' | 'workflows'>,
): Promise<ReleaseRecord> {
  const runId = await workflows.start(release);
  await markStarted(database, release.id, runId);
  return { ...release, runId };
}
