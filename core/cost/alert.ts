import type { BudgetState } from './burn.ts';
import type { Drift, Worse } from './drift.ts';

/** What is watched for drift, and which way is worse. */
export const DRIFT_METRICS = {
  cost_per_call: { worse: 'rise', leastChange: 0.1, unit: 'usd' },
  prompt_tokens: { worse: 'rise', leastChange: 0.1, unit: 'count' },
  completion_tokens: { worse: 'rise', leastChange: 0.1, unit: 'count' },
  cache_hit_rate: { worse: 'fall', leastChange: 0.05, unit: 'share' },
} as const satisfies Readonly<Record<string, { worse: Worse; leastChange: number; unit: 'usd' | 'count' | 'share' }>>;
export type DriftMetric = keyof typeof DRIFT_METRICS;
export const DRIFT_METRIC_NAMES = Object.keys(DRIFT_METRICS) as readonly DriftMetric[];

export const ALERT_KINDS = ['drift', 'budget'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something about costs that people are told once. */
export interface CostAlert {
  readonly kind: AlertKind;
  /** Whose: `route` and `version`, `tenant` or `team`; of a budget, whom it is of. */
  readonly subject: Readonly<Record<string, string>>;
  readonly what: string;
  readonly periodMs: number;
  readonly sentence: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export function driftAlert(subject: CostAlert['subject'], metric: DriftMetric, drift: Drift): CostAlert {
  const { unit, worse } = DRIFT_METRICS[metric];
  const change =
    worse === 'rise' ? `${(drift.change * 100).toFixed(0)} % more` : `${(drift.change * 100).toFixed(1)} pp less`;
  const [usual, now] = [amount(drift.usual, unit), amount(drift.now, unit)];
  return {
    kind: 'drift',
    subject,
    what: metric,
    periodMs: drift.hourMs,
    sentence:
      `${metric} of ${nameOf(subject)} drifted: ${now} where ${usual} is usual at these hours, ${change} ` +
      `(evidence ${drift.evidence.toPrecision(3)} of ${drift.needed.toPrecision(3)} needed)`,
    details: { ...drift },
  };
}

export interface BudgetToTell {
  readonly id: string;
  readonly of: Readonly<Record<string, string>>;
  readonly measure: string;
  readonly window: string;
  readonly windowStartMs: number;
  readonly used: number;
  readonly max: number;
  readonly forecast: number | null;
  readonly exhaustedAtMs: number | null;
  readonly state: Exclude<BudgetState, 'ok'>;
}

export function budgetAlert(budget: BudgetToTell): CostAlert {
  const { id, of, window, windowStartMs, used, max, exhaustedAtMs, state } = budget;
  const inUnit = (value: number): string => budgetAmount(value, budget.measure);
  const end = exhaustedAtMs === null ? '' : `, used up about ${new Date(exhaustedAtMs).toISOString().slice(0, 16)}Z`;
  const told = {
    warned: `is used to ${Math.round((used / max) * 100)} %`,
    will_exceed: `will not last: at the rate of the last day ${inUnit(budget.forecast ?? used)} by its end${end}`,
    reached: 'is used up',
  }[state];
  return {
    kind: 'budget',
    subject: of,
    what: `${id} ${state}`,
    periodMs: windowStartMs,
    sentence: `The budget ${id} of ${nameOf(of)} ${told}: ${inUnit(used)} of ${inUnit(max)} this ${window}`,
    details: { ...budget },
  };
}

const nameOf = (subject: CostAlert['subject']): string =>
  Object.entries(subject)
    .map(([name, value]) => (name === 'version' ? `v${value}` : value === '' ? `calls without a ${name}` : value))
    .join(' ') || 'everybody';

function amount(value: number, unit: 'usd' | 'count' | 'share'): string {
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`;
  return unit === 'usd' ? `$${Number(value.toPrecision(3))}` : String(Number(value.toPrecision(3)));
}

const budgetAmount = (value: number, measure: string): string =>
  measure === 'usd' ? `$${value.toFixed(2)}` : `${Math.round(value)} ${measure}`;
