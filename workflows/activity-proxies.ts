import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ReleaseActivities } from './contract.ts';

/* How the workflow calls its activities. None of them is ever given up: a release waits for the world to come back. */

/** Well above the time of a healthy call, well below the patience of whoever waits for a crashed worker's successor. */
const CALL_TIMEOUT = '10s';
/** Shorter than the watch lease: a killed worker's successor looks again before the exposure lapses. */
const HEARTBEAT_TIMEOUT = '8s';
const SESSION_TIMEOUT = '1 day';
const PATIENT = { initialInterval: '500ms', backoffCoefficient: 1.5, maximumInterval: '2s' } as const;

/** Short calls, idempotent by the sequence of their transition. */
export const { publish, record, standstill } = proxyActivities<ReleaseActivities>({
  startToCloseTimeout: CALL_TIMEOUT,
  retry: PATIENT,
});

/** Long calls, which heartbeat. When cancelled they end with what they have, and the workflow waits for that. */
export const { observe, awaitAcknowledgements, awaitOpening } = proxyActivities<ReleaseActivities>({
  startToCloseTimeout: SESSION_TIMEOUT,
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: PATIENT,
});

/** Reads and settles items to judge, in the store. */
export const { pickItems, giveUpItem } = proxyActivities<ReleaseActivities>({
  startToCloseTimeout: CALL_TIMEOUT,
  retry: PATIENT,
});

/** Calls to judging models: tried again with patience, but not for ever, since each try may cost. */
export const { judgeItem } = proxyActivities<ReleaseActivities>({
  startToCloseTimeout: '3 minutes',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '60s', maximumAttempts: 5 },
});
