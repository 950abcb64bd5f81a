import type { DataConverter } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { ReleaseActivities } from '../workflows/contract.ts';

export interface ReleaseWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly workflowBundle: WorkflowBundleOption;
  readonly activities: ReleaseActivities;
  /** What encrypts payloads; plain where there is none. */
  readonly dataConverter?: DataConverter;
}

/** An interrupted observation hears of it with its next heartbeat: nobody who steers a release waits longer. */
const HEARTBEAT_THROTTLE_MS = 500;
/** Observations hand over what they know as soon as the worker is told to stop; the rest is short calls. */
const SHUTDOWN_GRACE_MS = 0;
const SHUTDOWN_FORCE_MS = 10_000;
/** A release whose worker is gone is another worker's after this; its history is short, so reading it again is cheap. */
const STICKY_TIMEOUT_MS = 2_000;
/** An observation lasts as long as its release: above the releases that one worker watches, room for short calls is left. */
const MOST_ACTIVITIES = 2_000;

/** A worker of the `release` workflow and its activities. */
export function createReleaseWorker(options: ReleaseWorkerOptions): Promise<Worker> {
  return Worker.create({
    ...options,
    activities: { ...options.activities },
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    shutdownGraceTime: SHUTDOWN_GRACE_MS,
    shutdownForceTime: SHUTDOWN_FORCE_MS,
    stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT_MS,
    maxConcurrentActivityTaskExecutions: MOST_ACTIVITIES,
  });
}
