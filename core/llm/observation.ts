import { isWarned } from '../guardrail/verdict.ts';
import type { Outcome } from './outcome.ts';
import type { ValueName } from './statistics.ts';

/** What one call shows, metric by metric. A metric that the call says nothing about is absent. */
export interface Observation {
  /** By rate metric: whether it was bad. */
  readonly bad: Readonly<Record<string, boolean>>;
  readonly values: Readonly<Partial<Record<ValueName, number>>>;
  /** Set where the client gave the call up, or the cache answered it: it is none of `requests`. */
  readonly uncounted?: boolean;
}

/** The name under which `Outcome.evaluations` holds the check of a requested JSON format. */
export const SCHEMA_CHECK = 'schema_invalid';

/** An answer from the cache says nothing of the arm but that: it is a trial of this rate alone. */
const CACHE_HIT = 'cache_hit_rate';

/** Whether the call failed: no answer, another status than 2xx, or an answer that broke or was none. */
function isFailure(outcome: Pick<Outcome, 'status' | 'errorType'>): boolean {
  return outcome.errorType !== undefined || outcome.status < 200 || outcome.status > 299;
}

/**
 * What a call adds to its arm's statistics.
 *
 * A call that its client gave up says so (`abandon_rate`), and nothing else: nobody knows how it would have ended.
 *
 * Every other call is judged by `error_rate`, `timeout_rate`, `retry_rate`, `fallback_rate` and `abandon_rate`. `error_rate` is the arm's own:
 * a first try that failed is an error, even where a retry or a fallback then answered. Only a call that succeeded at
 * its first try has latency, time to first token and quality: a quick failure must not make an arm look fast, nor a
 * slow one count twice, and what a retry served is not the arm's own quality. A call that a guardrail kept back says
 * that alone: how well its model would have done is not known.
 */
export function observe(outcome: Outcome): Observation {
  if (outcome.abandoned === true) return { bad: { abandon_rate: true }, values: {}, uncounted: true };
  if (outcome.cache === 'hit') return { bad: { [CACHE_HIT]: true }, values: {}, uncounted: true };
  if (outcome.errorType === GUARDRAIL_BLOCKED) return { bad: guardrailRates(outcome), values: {} };
  const failed = isFailure(outcome) || outcome.retries > 0 || outcome.fallbackTarget !== undefined;
  const bad: Record<string, boolean> = {
    error_rate: failed,
    timeout_rate: outcome.timedOut,
    retry_rate: outcome.retries > 0,
    fallback_rate: outcome.fallbackTarget !== undefined,
    abandon_rate: false,
  };
  if (outcome.cache === 'miss') bad[CACHE_HIT] = false;
  if (!failed) addQuality(bad, outcome);
  return { bad, values: failed ? {} : valuesOf(outcome) };
}

/** The `errorType` of a call that a guardrail kept back. */
const GUARDRAIL_BLOCKED = 'guardrail_blocked';

/** Judged for every call that came to an answer or was kept back, guardrails or not: so two arms can be compared. */
function guardrailRates({ errorType, guardrails = [] }: Outcome): Record<string, boolean> {
  return { guardrail_block_rate: errorType === GUARDRAIL_BLOCKED, guardrail_warn_rate: isWarned(guardrails) };
}

function addQuality(bad: Record<string, boolean>, outcome: Outcome): void {
  Object.assign(bad, guardrailRates(outcome));
  if (outcome.finishReason !== undefined) bad['truncation_rate'] = outcome.finishReason === 'length';
  if (outcome.refused !== undefined) bad['refusal_rate'] = outcome.refused;
  for (const [name, verdict] of Object.entries(outcome.evaluations)) {
    bad[name === SCHEMA_CHECK ? 'schema_invalid_rate' : `eval_fail_rate:${name}`] = verdict === 'fail';
  }
}

function valuesOf(outcome: Outcome): Partial<Record<ValueName, number>> {
  const values: Partial<Record<ValueName, number>> = { latency_ms: outcome.latencyMs };
  if (outcome.ttftMs !== undefined) values.ttft_ms = outcome.ttftMs;
  // An estimate held against what another provider counts would be a difference between counters, not between arms.
  if (outcome.usage?.estimated === true) return values;
  if (outcome.costUsd !== undefined) values.cost_usd = outcome.costUsd;
  if (outcome.usage !== undefined) {
    values.prompt_tokens = outcome.usage.promptTokens;
    values.completion_tokens = outcome.usage.completionTokens;
  }
  return values;
}
