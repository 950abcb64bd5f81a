import { formatDuration } from '../duration.ts';
import { describeStep, type Step } from '../release/steps.ts';
import { histogramCount } from '../llm/histogram.ts';
import { NO_SLOTS, SHARE_OF_EACH, shareOf } from './cohort-slots.ts';
import { gatesOf } from './gate.ts';
import { EVERYONE } from './look.ts';
import { type GatePlan, planGate } from './plan-gate.ts';
import type { PlanInput, StepPlan } from './plan-input.ts';
import { type Sight, sightOf, stablePerCandidate } from './plan-sight.ts';
import { type Growth, LEARNING_COST, requestsToReach } from './power.ts';
import { safetyThreshold } from './risk.ts';

export interface ReleasePlan {
  readonly steps: readonly StepPlan[];
  /** Seconds to completion of a healthy candidate, or `null` where it can not complete. */
  readonly seconds: number | null;
  readonly gates: readonly PlannedGate[];
  /** What will not work as planned, and what to change: sentences. */
  readonly warnings: readonly string[];
}

export interface PlannedGate extends Sight {
  readonly name: string;
  /** Of a gate that is split: what it sees of a fault that one cohort alone has. */
  readonly cohorts?: readonly PlannedCohort[];
  /** Candidate requests that prove the margin of a healthy candidate, or `null` where nothing does. */
  readonly proofRequests: number | null;
  readonly canDecide: boolean;
}

/** Its requests are those of the cohort. */
export interface PlannedCohort extends Sight {
  /** Of the traffic. */
  readonly share: number;
}

/** How long a release will take and what it can see, before it starts. */
export function planRelease(input: PlanInput): ReleasePlan {
  const gates = gatesOf(input.charter.gates);
  const known = gates.flatMap((gate) => planGate(gate, input.history) ?? []);
  const steps = planSteps(input, known);
  const seconds = steps.some((step) => step.seconds === null)
    ? null
    : steps.reduce((sum, step) => sum + (step.seconds ?? 0), 0);
  const planned = known.map((gate) => plannedGate(input, gate, steps));
  return {
    steps,
    seconds,
    gates: planned,
    warnings: warningsOf(input, known, planned, seconds),
  };
}

function planSteps(input: PlanInput, gates: readonly GatePlan[]): StepPlan[] {
  const lastBeforeFull = input.steps.findLastIndex((step) => step.weight > 0 && step.weight < 1);
  const planned: StepPlan[] = [];
  let shadow: Shadowed | undefined;
  let requests = 0;
  for (const [index, step] of input.steps.entries()) {
    const perSecond = (input.requestsPerMinute / 60) * (step.stage === 'shadow' ? step.mirrorRate : step.weight);
    const demands = demandsOf(step, perSecond);
    const proof = index === lastBeforeFull ? proofOf(input, gates, step.weight, shadow) : undefined;
    const longest =
      proof === undefined
        ? demands
        : longer(demands, {
            seconds: Math.max(0, proof.requests - requests) / perSecond,
            because: proof.because,
          });
    const seconds = Number.isFinite(longest.seconds) ? Math.ceil(longest.seconds) : null;
    planned.push({
      name: describeStep(step),
      weight: step.weight,
      seconds,
      because: longest.because,
    });
    if (step.stage === 'shadow')
      shadow = {
        mirrorRate: step.mirrorRate,
        pairs: (seconds ?? 0) * perSecond,
      };
    else requests += (seconds ?? 0) * perSecond;
  }
  return planned;
}

interface Length {
  readonly seconds: number;
  readonly because: string;
}

function demandsOf(step: Step, perSecond: number): Length {
  const time = { seconds: step.minDurationMs / 1_000, because: 'its time' };
  if (step.stage !== 'shadow')
    return longer(time, {
      seconds: step.minRequests / perSecond,
      because: `${step.minRequests} requests`,
    });
  const pairs = step.minPairs / perSecond;
  // A shadow that is over without its pairs holds the release.
  const ends = pairs * 1_000 > (step.maxDurationMs ?? Infinity) ? Infinity : pairs;
  return longer(time, { seconds: ends, because: `${step.minPairs} pairs` });
}

function longer(one: Length, other: Length): Length {
  return other.seconds > one.seconds ? other : one;
}

/** What has been mirrored before anybody got the candidate's answers. */
interface Shadowed {
  readonly mirrorRate: number;
  readonly pairs: number;
}

/** Candidate requests by which every promoting gate has its proof with 80 % probability. */
function proofOf(
  input: PlanInput,
  gates: readonly GatePlan[],
  weight: number,
  shadow: Shadowed | undefined,
): { requests: number; because: string } | undefined {
  const promoting = gates.filter(({ gate }) => gate.spec.promotes);
  return promoting
    .map((plan) => ({
      requests: proofRequests(input, plan, weight, shadow),
      because: `the proof of ${plan.gate.name}`,
    }))
    .toSorted((one, other) => other.requests - one.requests)[0];
}

function proofRequests({ charter }: PlanInput, plan: GatePlan, weight: number, shadow: Shadowed | undefined): number {
  const needed = Math.log(safetyThreshold(charter)) + LEARNING_COST.safety;
  const calls = (growth: Growth): number =>
    requestsToReach(needed, growth, 0.8) / Math.max(plan.trialsPerRequest, 1e-12);
  const whole = calls(plan.safety(stablePerCandidate(weight)));
  if (shadow === undefined) return whole;
  return whole * Math.max(0, 1 - shadow.pairs / calls(plan.inShadow.safety(shadow.mirrorRate)));
}

function plannedGate(input: PlanInput, plan: GatePlan, steps: readonly StepPlan[]): PlannedGate {
  const isSplit = plan.gate.spec.cohortBy !== undefined;
  const everybody = sightOf(input, plan, steps, {
    traffic: 1,
    riskShare: isSplit ? shareOf(NO_SLOTS, EVERYONE) : 1,
  });
  const lastWeight = steps.findLast((step) => step.weight > 0 && step.weight < 1)?.weight ?? 0.5;
  const proof = proofRequests(input, plan, lastWeight, undefined);
  return {
    name: plan.gate.name,
    ...everybody,
    ...(isSplit ? { cohorts: cohortsOf(input, plan, steps) } : {}),
    proofRequests: Number.isFinite(proof) ? Math.ceil(proof) : null,
    canDecide: plan.trialsPerRequest > 0 && everybody.sees.some((each) => each.p80 !== null),
  };
}

const COHORTS_PLANNED = [0.2, 0.05, 0.01] as const;

/** A fault that only one cohort has, by how much of the traffic that cohort is. */
function cohortsOf(input: PlanInput, plan: GatePlan, steps: readonly StepPlan[]): readonly PlannedCohort[] {
  return COHORTS_PLANNED.map((traffic) => ({
    share: traffic,
    ...sightOf(input, plan, steps, { traffic, riskShare: SHARE_OF_EACH }),
  }));
}

/** What ends shadow before it has its pairs: time, or money at what stable's calls cost. */
function shadowWarnings({ steps, requestsPerMinute, history }: PlanInput): string[] {
  const shadow = steps.find((step) => step.stage === 'shadow');
  if (shadow === undefined) return [];
  const minutes = shadow.minPairs / (requestsPerMinute * shadow.mirrorRate);
  const most = (shadow.maxDurationMs ?? Infinity) / 60_000;
  const costs = history.values['cost_usd'];
  const spend = costs === undefined ? 0 : (costs.sum / Math.max(1, histogramCount(costs.histogram))) * shadow.minPairs;
  return [
    ...(minutes > most
      ? [
          `shadow takes ${formatDuration(minutes * 60_000)} for ${shadow.minPairs} pairs, more than its maxDuration ${formatDuration(most * 60_000)}, and then holds: raise its rate or maxDuration, or lower minPairs`,
        ]
      : []),
    ...(spend > (shadow.maxSpendUsd ?? Infinity)
      ? [
          `shadow spends about $${spend.toFixed(2)} for ${shadow.minPairs} pairs, more than its maxSpendUsd $${shadow.maxSpendUsd}, and then holds: raise it, or lower minPairs`,
        ]
      : []),
  ];
}

function warningsOf(
  input: PlanInput,
  known: readonly GatePlan[],
  gates: readonly PlannedGate[],
  seconds: number | null,
): string[] {
  const most = input.limits.maxDurationMs / 1_000;
  const unknown = known.filter((plan) => plan.trialsPerRequest === 0).map((plan) => plan.gate);
  const never = gates.filter((gate) => !gate.canDecide && !unknown.some((each) => each.name === gate.name));
  const unproven = known.filter(
    (plan) =>
      plan.gate.spec.promotes &&
      plan.trialsPerRequest > 0 &&
      gates.some((gate) => gate.name === plan.gate.name && gate.proofRequests === null),
  );
  return [
    ...shadowWarnings(input),
    ...unknown.map((gate) =>
      gate.spec.promotes
        ? `${gate.name}: stable has reported no ${gate.spec.metric}; while it stays so the release holds. Report it, or set promotes: false`
        : `${gate.name}: stable has reported no ${gate.spec.metric}; while it stays so the gate says nothing`,
    ),
    ...never.map(
      (gate) =>
        `${gate.name} can condemn none of the listed worsenings at this traffic: give the steps more time or weight, or the gate a narrower margin`,
    ),
    ...unproven.map(
      ({ gate }) =>
        `${gate.name}: a candidate like stable does not keep this margin clearly enough to prove it: widen the margin`,
    ),
    ...(seconds !== null && seconds > most
      ? [
          `a healthy release needs about ${formatDuration(seconds * 1_000)}, more than maxDuration ${formatDuration(most * 1_000)}: widen margins, raise weights or give it more time`,
        ]
      : []),
    ...(seconds === null ? ['a healthy release can not complete at this traffic: see the step that never ends'] : []),
  ];
}
