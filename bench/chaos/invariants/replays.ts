import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { payloadConversion } from '../../../platform/payload-encryption.ts';
import { connectTemporal } from '../../../platform/temporal.ts';
import { makeWorkflowBundle } from '../../../worker/workflow-bundle.ts';
import type { Finding, Seen } from './seen.ts';

/** The history of each release, however torn its run was, is one that the workflow's code makes again. */
export async function checkReplays({ stack, played }: Seen): Promise<Finding> {
  const logger = new DefaultLogger('ERROR');
  const telemetryOptions = { logging: { filter: { core: 'ERROR', other: 'ERROR' } } } as const;
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions });
  const client = await connectTemporal(stack.config);
  const violations: string[] = [];
  let events = 0;
  try {
    const workflowBundle = await makeWorkflowBundle(logger);
    const rows = await stack.database<{ id: string; workflowId: string; runId: string | null }[]>`
      SELECT id, workflow_id AS "workflowId", run_id AS "runId" FROM releases WHERE id = ANY(${played.map(({ id }) => id)})`;
    for (const { id, workflowId, runId } of rows) {
      try {
        const history = await client.workflow.getHandle(workflowId, runId ?? undefined).fetchHistory();
        events += history.events?.length ?? 0;
        await Worker.runReplayHistory(
          { workflowBundle, ...payloadConversion(stack.config.temporal.payloadKeys) },
          history,
          workflowId,
        );
      } catch (error) {
        violations.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await client.connection.close();
    await Runtime.instance().shutdown();
  }
  return { name: 'histories replay', looked: `${played.length} histories, ${events} events`, violations };
}
