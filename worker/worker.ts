import { type Logger as TemporalLogger, NativeConnection, type Worker } from '@temporalio/worker';
import { createActivities } from '../activities/activities.ts';
import { type Config, databaseUrlOf, readSecret } from '../platform/config.ts';
import type { Logger } from '../platform/log.ts';
import { networksOf } from '../platform/outbound/networks.ts';
import { Outbound } from '../platform/outbound/outbound.ts';
import { payloadConversion } from '../platform/payload-encryption.ts';
import { temporalConnectionOptions } from '../platform/temporal.ts';
import { assertReachable, type Database } from '../store/database.ts';
import { TASK_QUEUE } from '../workflows/contract.ts';
import { Chores, evidenceChores } from './chores.ts';
import { costChores } from './cost.ts';
import { notificationChores } from './notifications.ts';
import { patiently } from './patience.ts';
import { createReleaseWorker } from './release-worker.ts';
import { workflowBundle } from './workflow-bundle.ts';

export interface WorkerDependencies {
  readonly config: Config;
  readonly database: Database;
  readonly log: Logger;
  readonly temporalLogger: TemporalLogger;
  /** Told when the worker takes tasks. */
  readonly onReady: () => void;
}

/** The process that runs releases, whatever comes and goes around it. */
export interface TidegateWorker {
  /** Observations hand over what they know; resolves when nothing runs any more. */
  stop(): Promise<void>;
}

export function startWorker(dependencies: WorkerDependencies): TidegateWorker {
  const stopping = new AbortController();
  const running = runUntilStopped(dependencies, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function runUntilStopped(dependencies: WorkerDependencies, stopping: AbortSignal): Promise<void> {
  const { config, database, log, temporalLogger } = dependencies;
  const bundle = await workflowBundle(temporalLogger);
  const patience = { log, stopping };
  const outbound = new Outbound(networksOf(config.outboundNetworks));
  await patiently('Postgres does not answer', () => assertReachable(database, databaseUrlOf(config)), patience);
  const chores = new Chores(
    [
      ...evidenceChores(database),
      ...costChores(database),
      ...notificationChores({ database, readSecret, outbound, log }),
    ],
    log,
  );
  await patiently(
    'the worker does not run',
    async () => {
      const connection = await NativeConnection.connect(temporalConnectionOptions(config));
      try {
        const worker = await createReleaseWorker({
          connection,
          namespace: config.temporal.namespace,
          taskQueue: TASK_QUEUE,
          workflowBundle: bundle,
          ...payloadConversion(config.temporal.payloadKeys),
          activities: createActivities({ database, clock: Date, readSecret, outbound }),
        });
        await run(worker, stopping, dependencies.onReady);
      } finally {
        await connection.close();
      }
    },
    patience,
  );
  await chores.stop();
  await outbound.close();
}

/** Until the signal comes and the worker has ended, or the worker fails. */
async function run(worker: Worker, stopping: AbortSignal, onReady: () => void): Promise<void> {
  const shutDown = (): void => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  stopping.addEventListener('abort', shutDown, { once: true });
  try {
    const running = worker.run();
    onReady();
    if (stopping.aborted) shutDown();
    await running;
  } finally {
    stopping.removeEventListener('abort', shutDown);
  }
}
