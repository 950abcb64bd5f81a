import type { Logger } from '../../platform/log.ts';
import type { AnswerCache } from '../cache/answer-cache.ts';
import type { Capture } from '../capture/capture.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { ArmCall } from '../outcome/draft.ts';
import type { GuardServices } from '../guardrails/guard.ts';
import type { Recorder } from '../outcome/recorder.ts';

/** What calls to models need, whoever waits for their answers. */
export interface CallServices extends GuardServices {
  readonly log: Logger;
  readonly recorder: Recorder;
  readonly capture: Capture;
  readonly metrics: GatewayMetrics;
  readonly cache: AnswerCache;
  /** Whether an arm that a request was given may still be called: not a candidate whose release is over by now. */
  mayStillServe(armCall: ArmCall): boolean;
}
