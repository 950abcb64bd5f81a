import { assumedHistory } from './assumed-history.ts';
import { gatesOf } from './gate.ts';
import { planRelease, type ReleasePlan } from './plan.ts';
import { parseDuration } from '../duration.ts';
import type { Statistics } from '../llm/statistics.ts';
import type { ReleaseSpec } from '../release/spec.ts';
import { planSteps } from '../release/steps.ts';

/** What a route did of late. */
export interface KnownPast {
  readonly calls: number;
  readonly stable: Statistics;
}

/** A plan, and what it was made from. */
export interface Planned extends ReleasePlan {
  readonly basis: {
    readonly requestsPerMinute: number;
    /** Calls of the route that stable's figures come from; 0 where they are assumed. */
    readonly calls: number;
  };
}

/** Fewer calls of stable say too little of its 99 % quantile: then figures are assumed. */
const FEWEST_CALLS = 100;

export function planOf(
  spec: Pick<ReleaseSpec, 'gates' | 'risk' | 'plan' | 'onInconclusive'>,
  requestsPerMinute: number,
  history: KnownPast | undefined,
): Planned {
  const charter = { gates: spec.gates, risk: spec.risk };
  const known = history !== undefined && history.stable.requests >= FEWEST_CALLS ? history.stable : undefined;
  const plan = planRelease({
    charter,
    steps: planSteps(spec.plan),
    limits: { maxDurationMs: parseDuration(spec.plan.maxDuration) ?? 0, onInconclusive: spec.onInconclusive },
    requestsPerMinute,
    history: known === undefined ? assumedHistory(charter) : { ...known, rates: withUnseen(spec, known) },
  });
  return { ...plan, basis: { requestsPerMinute, calls: known === undefined ? 0 : (history?.calls ?? 0) } };
}

/** A gateway tells these of every call, so a route's past without one has had none. */
function withUnseen({ gates }: Pick<ReleaseSpec, 'gates'>, { requests, rates }: Statistics): Statistics['rates'] {
  const told = gatesOf(gates).map(({ metric }) => metric.name);
  const silent = ['timeout_rate', 'retry_rate', 'fallback_rate'].filter((name) => told.includes(name));
  return { ...Object.fromEntries(silent.map((name) => [name, { trials: requests, events: 0 }])), ...rates };
}
