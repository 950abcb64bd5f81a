import { formatDuration } from '../duration.ts';
import type { ReleaseLimits } from '../release/demands.ts';
import { describeStep, type Step } from '../release/steps.ts';
import { histogramCount } from '../llm/histogram.ts';
import type { Statistics } from '../llm/statistics.ts';
import type { Charter } from './charter.ts';
import { NO_SLOTS, shareOf } from './cohort-slots.ts';
import { gatesOf } from './gate.ts';
import { EVERYONE } from './look.ts';
import { type GatePlan, planGate, type Worsening } from './plan-gate.ts';
import { LEARNING_COST, type Power, requestsToReach } from './power.ts';
import { breachThreshold, gateShare, safetyThreshold } from './risk.ts';

/** What a plan is made from: the release, its traffic, and what is known of stable. */
export interface PlanInput {
  readonly charter: Charter;
  readonly steps: readonly Step[];
  readonly limits: ReleaseLimits;
  readonly requestsPerMinute: number;
  /** Statistics of stable's past calls; `assumedHistory()` where there are none. */
  readonly history: Statistics;
}

export interface ReleasePlan {
  readonly steps: readonly StepPlan[];
  /** Seconds to completion of a healthy candidate, or `null` where it can not complete. */
  readonly seconds: number | null;
  readonly gates: readonly PlannedGate[];
  /** What will not work as planned, and what to change: sentences. */
  readonly warnings: readonly string[];
}

export interface StepPlan {
  readonly name: string;
  readonly weight: number;
  /** `null` where the step never ends at this traffic. */
  readonly seconds: number | null;
  /** What the step's length is due to: its own time, its requests, or the proof of a gate. */
  readonly because: string;
}

export interface PlannedGate {
  readonly name: string;
  /** Candidate requests and seconds until a worsening is condemned, with 80 % and 95 % probability. */
  readonly sees: readonly SeenWorsening[];
  /** The smallest listed worsening that is seen before the candidate serves everybody, or the release has no time left. */
  readonly smallest: { readonly p80: string | null; readonly p95: string | null };
  /** Candidate requests that prove the margin of a healthy candidate, or `null` where nothing does. */
  readonly proofRequests: number | null;
  readonly canDecide: boolean;
}

export interface SeenWorsening {
  readonly worsening: string;
  readonly p80: Seen | null;
  readonly p95: Seen | null;
}

export interface Seen {
  readonly requests: number;
  readonly seconds: number;
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
  return { steps, seconds, gates: planned, warnings: warningsOf(input, known, planned, seconds) };
}

function planSteps(input: PlanInput, gates: readonly GatePlan[]): StepPlan[] {
  const lastBeforeFull = input.steps.findLastIndex((step) => step.weight > 0 && step.weight < 1);
  const planned: StepPlan[] = [];
  let requests = 0;
  for (const [index, step] of input.steps.entries()) {
    const perSecond = (input.requestsPerMinute / 60) * (step.stage === 'shadow' ? step.mirrorRate : step.weight);
    const demands = demandsOf(step, perSecond);
    const proof = index === lastBeforeFull ? proofOf(input, gates, step.weight) : undefined;
    const longest =
      proof === undefined
        ? demands
        : longer(demands, { seconds: Math.max(0, proof.requests - requests) / perSecond, because: proof.because });
    const seconds = Number.isFinite(longest.seconds) ? Math.ceil(longest.seconds) : null;
    planned.push({ name: describeStep(step), weight: step.weight, seconds, because: longest.because });
    if (step.stage !== 'shadow') requests += (seconds ?? 0) * perSecond;
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
    return longer(time, { seconds: step.minRequests / perSecond, because: `${step.minRequests} requests` });
  const pairs = step.minPairs / perSecond;
  // A shadow that is over without its pairs holds the release.
  const ends = pairs * 1_000 > (step.maxDurationMs ?? Infinity) ? Infinity : pairs;
  return longer(time, { seconds: ends, because: `${step.minPairs} pairs` });
}

function longer(one: Length, other: Length): Length {
  return other.seconds > one.seconds ? other : one;
}

/** Candidate requests by which every promoting gate has its proof with 80 % probability. */
function proofOf(
  input: PlanInput,
  gates: readonly GatePlan[],
  weight: number,
): { requests: number; because: string } | undefined {
  const promoting = gates.filter(({ gate }) => gate.spec.promotes);
  return promoting
    .map((plan) => ({ requests: proofRequests(input, plan, weight), because: `the proof of ${plan.gate.name}` }))
    .toSorted((one, other) => other.requests - one.requests)[0];
}

function proofRequests({ charter }: PlanInput, plan: GatePlan, weight: number): number {
  const needed = Math.log(safetyThreshold(charter)) + LEARNING_COST.safety;
  return requestsToReach(needed, plan.safety(stablePerCandidate(weight)), 0.8) / Math.max(plan.trialsPerRequest, 1e-12);
}

function plannedGate(input: PlanInput, plan: GatePlan, steps: readonly StepPlan[]): PlannedGate {
  const sees = plan.worsenings.map((worsening) => ({
    worsening: worsening.label,
    p80: seen(input, plan, worsening, 0.8, steps),
    p95: seen(input, plan, worsening, 0.95, steps),
  }));
  const lastWeight = steps.findLast((step) => step.weight > 0 && step.weight < 1)?.weight ?? 0.5;
  const proof = proofRequests(input, plan, lastWeight);
  return {
    name: plan.gate.name,
    sees,
    smallest: {
      p80: sees.find((each) => each.p80 !== null)?.worsening ?? null,
      p95: sees.find((each) => each.p95 !== null)?.worsening ?? null,
    },
    proofRequests: Number.isFinite(proof) ? Math.ceil(proof) : null,
    canDecide: plan.trialsPerRequest > 0 && sees.some((each) => each.p80 !== null),
  };
}

/** When a worsening of everybody's calls that is there from the start is condemned: evidence adds up over the steps. */
function seen(
  input: PlanInput,
  plan: GatePlan,
  worsening: Worsening,
  power: Power,
  steps: readonly StepPlan[],
): Seen | null {
  const everyone = plan.gate.spec.cohortBy === undefined ? 1 : shareOf(NO_SLOTS, EVERYONE);
  const share = gateShare(input.charter, plan.gate.spec) * everyone;
  const needed = Math.log(breachThreshold(input.charter, share)) + LEARNING_COST.breach;
  let done = 0;
  let seconds = 0;
  let requests = 0;
  const last = steps.findLast((step) => step.weight > 0 && step.weight < 1);
  for (const step of steps) {
    if (step.weight >= 1) break;
    const perSecond = (input.requestsPerMinute / 60) * step.weight;
    // Without the proof of a promoting gate nobody else gets the candidate: the step lasts until the release has no time left.
    const most = input.limits.maxDurationMs / 1_000 - seconds;
    const lasts = step === last && plan.gate.spec.promotes ? Math.max(most, step.seconds ?? 0) : step.seconds;
    const whole =
      requestsToReach(needed, plan.breach(worsening, stablePerCandidate(step.weight)), power) /
      Math.max(plan.trialsPerRequest, 1e-12);
    const left = (1 - done) * whole;
    const here = (lasts ?? Infinity) * perSecond;
    if (perSecond > 0 && left <= here)
      return { requests: Math.ceil(requests + left), seconds: Math.ceil(seconds + left / perSecond) };
    if (lasts === null) return null;
    done += Number.isFinite(whole) ? here / whole : 0;
    requests += here;
    seconds += lasts;
  }
  return null;
}

const stablePerCandidate = (weight: number): number => (weight > 0 ? (1 - weight) / weight : 0);

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
