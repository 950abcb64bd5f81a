import type { ForwardStage } from './stage.ts';

/** What `ramp: auto` asks for: weights and times by a budget of failed answers. */
export interface AutoRamp {
  /** Failed answers beyond stable's that the user is ready to risk at any one time. */
  readonly maxExcessFailures: number;
}

export const DEFAULT_MAX_EXCESS_FAILURES = 20;

/** The weights that it may choose from: each about twice the one before, so that none is far from the best. */
const WEIGHTS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5] as const;
/** Time for what was published to be seen in the evidence. */
export const AUTO_STEP_MS = 10_000;

/**
 * The steps of a ramp that is left to the engine. Which of them are taken at once and which last is decided by the
 * budget while the release runs (exposure-budget.ts). Those up to the canary's own weight are its steps.
 */
export function autoWeights(canaryWeight: number | undefined): readonly { stage: ForwardStage; weight: number }[] {
  const most = canaryWeight ?? 0;
  const below = WEIGHTS.filter((weight) => weight < most);
  const above = WEIGHTS.filter((weight) => weight > most);
  return [
    ...[...below, ...(canaryWeight === undefined ? [] : [canaryWeight])].map((weight) => ({
      stage: 'canary' as const,
      weight,
    })),
    ...above.map((weight) => ({ stage: 'ramp' as const, weight })),
  ];
}
