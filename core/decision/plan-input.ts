import type { Statistics } from '../llm/statistics.ts';
import type { ReleaseLimits } from '../release/demands.ts';
import type { Step } from '../release/steps.ts';
import type { Charter } from './charter.ts';

/** What a plan is made from: the release, its traffic, and what is known of stable. */
export interface PlanInput {
  readonly charter: Charter;
  readonly steps: readonly Step[];
  readonly limits: ReleaseLimits;
  readonly requestsPerMinute: number;
  /** Statistics of stable's past calls; `assumedHistory()` where there are none. */
  readonly history: Statistics;
}

export interface StepPlan {
  readonly name: string;
  readonly weight: number;
  /** `null` where the step never ends at this traffic. */
  readonly seconds: number | null;
  /** What the step's length is due to: its own time, its requests, or the proof of a gate. */
  readonly because: string;
}
