import { parseDuration } from '../duration.ts';
import { AUTO_STEP_MS, type AutoRamp, autoWeights } from './auto-ramp.ts';
import type { PlanSpec } from './spec.ts';
import type { ForwardStage } from './stage.ts';

/** One step forward: how much the candidate gets, and what must be seen before the next step. Durations in ms. */
export interface Step {
  readonly stage: ForwardStage;
  /** Share of units that the candidate serves, in [0, 1]. */
  readonly weight: number;
  /** Share of requests that are mirrored, in [0, 1]. */
  readonly mirrorRate: number;
  readonly minRequests: number;
  readonly minPairs: number;
  readonly minDurationMs: number;
  /** Only of shadow: when it is over even without `minPairs`. */
  readonly maxDurationMs?: number;
  readonly maxSpendUsd?: number;
  /** Only of a ramp that is left to the engine: the failed answers beyond stable's that may be at risk at the next weight. */
  readonly maxExcessFailures?: number;
}

const CANARY_MIN_REQUESTS = 200;
const CANARY_MIN_DURATION_MS = 300_000;
const RAMP_MIN_REQUESTS = 200;
const RAMP_MIN_DURATION_MS = 60_000;

type FixedStep = Exclude<PlanSpec['ramp'], { auto: AutoRamp }>[number];

/** The plan as a list of steps, in order. Never empty: a plan with every stage `off` still takes one step at 100 %. */
export function planSteps(plan: PlanSpec): readonly Step[] {
  const steps = [...shadowSteps(plan), ...exposedSteps(plan), ...bakeSteps(plan)];
  return steps.length > 0 ? steps : [{ ...NO_DEMANDS, stage: 'bake', weight: 1 }];
}

/** A step's name for people: `shadow 10 %`, `ramp 25 %`. */
export function describeStep(step: Step): string {
  return `${step.stage} ${percent(step.stage === 'shadow' ? step.mirrorRate : step.weight)}`;
}

/** A share as people read it: 0.05 is `5 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(share < 0.01 ? 2 : 1))} %`;
}

const NO_DEMANDS = { mirrorRate: 0, minRequests: 0, minPairs: 0, minDurationMs: 0 } as const;

function shadowSteps({ shadow }: PlanSpec): Step[] {
  if (shadow === 'off') return [];
  return [
    {
      ...NO_DEMANDS,
      stage: 'shadow',
      weight: 0,
      mirrorRate: shadow.rate,
      minPairs: shadow.minPairs,
      maxDurationMs: durationMs(shadow.maxDuration),
      maxSpendUsd: shadow.maxSpendUsd,
    },
  ];
}

function exposedSteps(plan: PlanSpec): Step[] {
  const { canary, ramp } = plan;
  return isAuto(ramp) ? autoSteps(canary, ramp.auto) : [...canarySteps(plan), ...rampSteps(ramp)];
}

/** What the canary's own demands ask for is asked for at its own weight. */
function autoSteps(canary: PlanSpec['canary'], { maxExcessFailures }: AutoRamp): Step[] {
  const own = canary === 'off' ? undefined : canary;
  return autoWeights(own?.weight).map(({ stage, weight }) => {
    const asked = weight === own?.weight ? own : undefined;
    return {
      ...NO_DEMANDS,
      stage,
      weight,
      minRequests: asked?.minRequests ?? 1,
      minDurationMs: asked?.minDuration === undefined ? AUTO_STEP_MS : durationMs(asked.minDuration),
      maxExcessFailures,
    };
  });
}

function isAuto(ramp: PlanSpec['ramp']): ramp is { auto: AutoRamp } {
  return !Array.isArray(ramp);
}

function canarySteps({ canary }: PlanSpec): Step[] {
  if (canary === 'off') return [];
  const { weight, minRequests = CANARY_MIN_REQUESTS, minDuration } = canary;
  const minDurationMs = minDuration === undefined ? CANARY_MIN_DURATION_MS : durationMs(minDuration);
  return [{ ...NO_DEMANDS, stage: 'canary', weight, minRequests, minDurationMs }];
}

function rampSteps(ramp: readonly FixedStep[]): Step[] {
  return ramp.map((step) => ({
    ...NO_DEMANDS,
    stage: 'ramp',
    weight: step.weight,
    minRequests: step.minRequests ?? RAMP_MIN_REQUESTS,
    minDurationMs: step.minDuration === undefined ? RAMP_MIN_DURATION_MS : durationMs(step.minDuration),
  }));
}

function bakeSteps({ bake }: PlanSpec): Step[] {
  if (bake === 'off') return [];
  return [{ ...NO_DEMANDS, stage: 'bake', weight: 1, minDurationMs: durationMs(bake.duration) }];
}

function durationMs(text: string): number {
  const parsed = parseDuration(text);
  if (parsed === undefined) throw new RangeError(`Not a duration: ${text}`);
  return parsed;
}
