import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../../../activities/activities.ts';
import { testOutbound } from '../../support/outbound.ts';
import { payloadConversion } from '../../../platform/payload-encryption.ts';
import type { Database } from '../../../store/database.ts';
import { createReleaseWorker } from '../../../worker/release-worker.ts';
import { makeWorkflowBundle } from '../../../worker/workflow-bundle.ts';
import type { ReleaseActivities } from '../../../workflows/contract.ts';
import type { TestTemporal } from '../../support/temporal.ts';
import { installQuietRuntime, QUIET } from './quiet-runtime.ts';

let bundle: ReturnType<typeof makeWorkflowBundle> | undefined;

export interface TestWorker {
  stop(): Promise<void>;
}

/** A worker of the real workflow and activities on a queue of its own, in this process. */
export async function startTestWorker(
  temporal: TestTemporal,
  database: Database,
  change: (activities: ReleaseActivities) => ReleaseActivities = (activities) => activities,
): Promise<TestWorker> {
  installQuietRuntime();
  bundle ??= makeWorkflowBundle(QUIET);
  const connection = await NativeConnection.connect({ address: temporal.address });
  const worker = await createReleaseWorker({
    connection,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    workflowBundle: await bundle,
    ...payloadConversion(temporal.config.temporal.payloadKeys),
    activities: change(createActivities({ database, clock: Date, readSecret: () => '', outbound: testOutbound })),
  });
  const running = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
