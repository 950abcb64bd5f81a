import type { PlanInput, StepPlan } from './plan-input.ts';
import type { GatePlan, Worsening } from './plan-gate.ts';
import { LEARNING_COST, type Power, requestsToReach } from './power.ts';
import { breachThreshold, gateShare } from './risk.ts';

/** What a gate sees of a fault that is there from the start. */
export interface Sight {
  /** Candidate requests and seconds until a worsening is condemned, with 80 % and 95 % probability. */
  readonly sees: readonly SeenWorsening[];
  /** The smallest listed worsening that is seen before the candidate serves everybody, or the release has no time left. */
  readonly smallest: {
    readonly p80: string | null;
    readonly p95: string | null;
  };
}

export interface SeenWorsening {
  readonly worsening: string;
  readonly p80: Seen | null;
  readonly p95: Seen | null;
}

/** Requests of the candidate, mirrored ones among them. */
export interface Seen {
  readonly requests: number;
  readonly seconds: number;
}

/** Whose calls are looked at. */
interface Watched {
  /** Their share of the traffic. */
  readonly traffic: number;
  /** Their share of the gate's risk. */
  readonly riskShare: number;
}

export function sightOf(input: PlanInput, plan: GatePlan, steps: readonly StepPlan[], watched: Watched): Sight {
  const sees = plan.worsenings.map((worsening) => ({
    worsening: worsening.label,
    p80: seen(input, plan, worsening, 0.8, steps, watched),
    p95: seen(input, plan, worsening, 0.95, steps, watched),
  }));
  const smallest = (power: 'p80' | 'p95'): string | null =>
    sees.find((each) => each[power] !== null)?.worsening ?? null;
  return { sees, smallest: { p80: smallest('p80'), p95: smallest('p95') } };
}

/** When a worsening is condemned: evidence adds up over the steps, pairs of shadow first. */
function seen(
  input: PlanInput,
  plan: GatePlan,
  worsening: Worsening,
  power: Power,
  steps: readonly StepPlan[],
  { traffic, riskShare }: Watched,
): Seen | null {
  const share = gateShare(input.charter, plan.gate.spec) * riskShare;
  const needed = Math.log(breachThreshold(input.charter, share)) + LEARNING_COST.breach;
  let done = 0;
  let seconds = 0;
  let requests = 0;
  const last = steps.findLast((step) => step.weight > 0 && step.weight < 1);
  for (const [index, step] of steps.entries()) {
    if (step.weight >= 1) break;
    const mirrorRate = input.steps[index]?.mirrorRate ?? 0;
    const isShadow = step.weight === 0;
    const perSecond = (input.requestsPerMinute / 60) * traffic * (isShadow ? mirrorRate : step.weight);
    // Without the proof of a promoting gate nobody else gets the candidate: the step lasts until the release has no time left.
    const most = input.limits.maxDurationMs / 1_000 - seconds;
    const lasts =
      traffic === 1 && step === last && plan.gate.spec.promotes ? Math.max(most, step.seconds ?? 0) : step.seconds;
    const growth = isShadow
      ? plan.inShadow.breach(worsening, mirrorRate)
      : plan.breach(worsening, stablePerCandidate(step.weight));
    const whole = requestsToReach(needed, growth, power) / Math.max(plan.trialsPerRequest, 1e-12);
    const left = (1 - done) * whole;
    const here = (lasts ?? Infinity) * perSecond;
    if (perSecond > 0 && left <= here)
      return {
        requests: Math.ceil(requests + left),
        seconds: Math.ceil(seconds + left / perSecond),
      };
    if (lasts === null) return null;
    done += Number.isFinite(whole) ? here / whole : 0;
    requests += here;
    seconds += lasts;
  }
  return null;
}

export const stablePerCandidate = (weight: number): number => (weight > 0 ? (1 - weight) / weight : 0);
