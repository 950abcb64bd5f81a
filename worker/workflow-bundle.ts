import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, type Logger, type WorkflowBundleOption } from '@temporalio/worker';

const WORKFLOWS = join(import.meta.dirname, '..', 'workflows', 'index.ts');
/** Where an image build puts the bundle, so that a worker need not make it at its start. */
const PREBUILT = join(import.meta.dirname, 'workflow-bundle.js');

/** The workflow code as the worker runs it: the prebuilt bundle where there is one, else made now (a few seconds). */
export async function workflowBundle(logger: Logger): Promise<WorkflowBundleOption> {
  if (existsSync(PREBUILT)) return { codePath: PREBUILT };
  return makeWorkflowBundle(logger);
}

export async function makeWorkflowBundle(logger: Logger): Promise<{ readonly code: string }> {
  return bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger });
}
