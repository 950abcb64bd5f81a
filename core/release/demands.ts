import type { Situation } from '../decision/situation.ts';
import { stepAt } from './state.ts';
import type { Step } from './steps.ts';

/** What the engine is told of a step beside the time: see `Situation`. */
export type Demands = Omit<Situation, 'stepElapsedMs' | 'releaseElapsedMs'>;

/** What a release as a whole fixes for every step. */
export interface ReleaseLimits {
  readonly maxDurationMs: number;
  readonly onInconclusive: 'hold' | 'rollback';
}

/** What must be seen at the plan's step `index` before the release may go on. */
export function demandsAt(steps: readonly Step[], index: number, limits: ReleaseLimits): Demands {
  const step = stepAt(steps, index);
  const following = steps[index + 1];
  return {
    stage: step.stage,
    weight: step.weight,
    lastBeforeFull: following === undefined || following.weight >= 1,
    minRequests: step.minRequests,
    minPairs: step.minPairs,
    minDurationMs: step.minDurationMs,
    maxDurationMs: limits.maxDurationMs,
    onInconclusive: limits.onInconclusive,
    ...(following === undefined ? {} : { nextWeight: following.weight }),
    ...(step.maxExcessFailures === undefined ? {} : { maxExcessFailures: step.maxExcessFailures }),
    ...(step.maxDurationMs === undefined ? {} : { maxStepDurationMs: step.maxDurationMs }),
    ...(step.maxSpendUsd === undefined ? {} : { maxShadowSpendUsd: step.maxSpendUsd }),
  };
}
