import { DefaultLogger, NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../activities/activities.ts';
import { testOutbound } from '../support/outbound.ts';
import { createReleaseWorker } from '../../worker/release-worker.ts';
import { TASK_QUEUE } from '../../workflows/contract.ts';
import type { Database } from '../../store/database.ts';
import type { TestTemporal } from '../support/temporal.ts';
import { makeWorkflowBundle } from '../../worker/workflow-bundle.ts';

/** The real worker, with the real workflow and activities. Returns what ends it. */
export async function startTestWorker(database: Database, temporal: TestTemporal): Promise<() => Promise<void>> {
  const connection = await NativeConnection.connect({ address: temporal.address });
  const worker = await createReleaseWorker({
    connection,
    namespace: temporal.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: await makeWorkflowBundle(new DefaultLogger('WARN')),
    activities: createActivities({
      database,
      clock: { now: () => Date.now() },
      readSecret: () => '',
      outbound: testOutbound,
    }),
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
}
