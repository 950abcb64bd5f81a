import type { Stage } from '../release/stage.ts';

/** Where the release stands when the engine is asked: the plan's demands on the present step, and how long it has lasted. */
export interface Situation {
  readonly stage: Exclude<Stage, 'rollback'>;
  readonly weight: number;
  /** Whether the step after this one serves everybody (weight 1) or is the end: then promotion needs the proof. */
  readonly lastBeforeFull: boolean;
  readonly stepElapsedMs: number;
  readonly releaseElapsedMs: number;
  /** Demands of the step. `maxDurationMs` of a shadow step ends it; of a release (below) makes it inconclusive. */
  readonly minRequests: number;
  readonly minPairs: number;
  readonly minDurationMs: number;
  readonly maxStepDurationMs?: number;
  readonly maxDurationMs: number;
  readonly maxShadowSpendUsd?: number;
  /** The weight of the step that follows; absent at the last one. */
  readonly nextWeight?: number;
  /** Of a ramp that is left to the engine: see exposure-budget.ts. */
  readonly maxExcessFailures?: number;
  readonly onInconclusive: 'hold' | 'rollback';
}
