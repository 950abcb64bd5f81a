import type { ValueName } from '../llm/statistics.ts';

/** Every metric that a gate can name (design: section 4). `:` introduces a name of the user's. */
const RATE_METRICS = [
  'error_rate',
  'timeout_rate',
  'retry_rate',
  'fallback_rate',
  'schema_invalid_rate',
  'guardrail_block_rate',
  'guardrail_warn_rate',
  'task_failure_rate',
  'thumbs_down_rate',
  'escalation_rate',
  'abandon_rate',
  'override_rate',
  'cache_hit_rate',
  'truncation_rate',
  'refusal_rate',
] as const;

const QUANTILE_METRICS = ['latency_p50', 'latency_p95', 'latency_p99', 'ttft_p50', 'ttft_p95', 'ttft_p99'] as const;

const MEAN_METRICS = [
  'cost_per_request',
  'cost_per_trace',
  'calls_per_trace',
  'prompt_tokens',
  'completion_tokens',
] as const;

export type Metric =
  | {
      readonly kind: 'rate';
      readonly name: string;
      /** Worse is: more of it, or less of it. */ readonly worse: 'higher' | 'lower';
    }
  | { readonly kind: 'quantile'; readonly name: string; readonly value: ValueName; readonly share: number }
  | { readonly kind: 'mean'; readonly name: string; readonly value: ValueName }
  | { readonly kind: 'external'; readonly name: string; readonly query: string };

const QUANTILE_SHARE = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
const MEAN_VALUES: Readonly<Record<(typeof MEAN_METRICS)[number], ValueName>> = {
  cost_per_request: 'cost_usd',
  cost_per_trace: 'cost_usd_per_trace',
  calls_per_trace: 'calls_per_trace',
  prompt_tokens: 'prompt_tokens',
  completion_tokens: 'completion_tokens',
};

/** The metric of that name, or `undefined`: an unknown metric is an error of the caller's, never a default. */
export function parseMetric(name: string): Metric | undefined {
  const [family, argument] = split(name);
  if (argument !== undefined) return parseNamedMetric(name, family, argument);
  if (includes(RATE_METRICS, name))
    return { kind: 'rate', name, worse: name === 'cache_hit_rate' ? 'lower' : 'higher' };
  if (includes(MEAN_METRICS, name)) return { kind: 'mean', name, value: MEAN_VALUES[name] };
  if (includes(QUANTILE_METRICS, name)) return parseQuantileMetric(name);
  return undefined;
}

/** All names, for messages and for editors. */
export const METRIC_NAMES: readonly string[] = [
  ...RATE_METRICS,
  ...QUANTILE_METRICS,
  ...MEAN_METRICS,
  'eval_fail_rate:<evaluator>',
  'prometheus:<name>',
];

function parseNamedMetric(name: string, family: string, argument: string): Metric | undefined {
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(argument)) return undefined;
  if (family === 'eval_fail_rate') return { kind: 'rate', name, worse: 'higher' };
  if (family === 'prometheus') return { kind: 'external', name, query: argument };
  return undefined;
}

function parseQuantileMetric(name: (typeof QUANTILE_METRICS)[number]): Metric {
  const [family, quantileName] = name.split('_') as ['latency' | 'ttft', keyof typeof QUANTILE_SHARE];
  return { kind: 'quantile', name, value: `${family}_ms`, share: QUANTILE_SHARE[quantileName] };
}

function split(name: string): [string, string | undefined] {
  const colon = name.indexOf(':');
  return colon < 0 ? [name, undefined] : [name.slice(0, colon), name.slice(colon + 1)];
}

function includes<Name extends string>(names: readonly Name[], name: string): name is Name {
  return (names as readonly string[]).includes(name);
}
