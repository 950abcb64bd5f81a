import { parseDuration } from '../duration.ts';
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
}

const RAMP_MIN_REQUESTS = 200;
const RAMP_MIN_DURATION_MS = 60_000;

/** The plan as a list of steps, in order. Never empty: a plan with every stage `off` still takes one step at 100 %. */
export function planSteps(plan: PlanSpec): readonly Step[] {
  const steps = [...shadowSteps(plan), ...canarySteps(plan), ...rampSteps(plan), ...bakeSteps(plan)];
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

function canarySteps({ canary }: PlanSpec): Step[] {
  if (canary === 'off') return [];
  const { weight, minRequests, minDuration } = canary;
  return [{ ...NO_DEMANDS, stage: 'canary', weight, minRequests, minDurationMs: durationMs(minDuration) }];
}

function rampSteps({ ramp }: PlanSpec): Step[] {
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
