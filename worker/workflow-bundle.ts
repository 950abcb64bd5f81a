import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type Logger, type WorkflowBundleOption } from '@temporalio/worker';

/* `node worker/workflow-bundle.ts` makes the bundle ahead of time, for an image whose worker starts in a second. */

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

if (import.meta.main) {
  const { code } = await makeWorkflowBundle(new DefaultLogger('WARN'));
  await writeFile(PREBUILT, code);
  process.stdout.write(`${PREBUILT} (${Math.round(code.length / 1_000)} kB)\n`);
}
