import { addHistograms, type Histogram } from './histogram.ts';

/**
 * Sufficient statistics of many finished calls: what the decision engine needs and nothing that grows with traffic.
 * All parts add up, so they can be flushed, merged and split at will. A name that is absent means "no data", never zero.
 */
export interface Statistics {
  /** Calls that this arm finished by itself; a call that another arm or the cache answered is not among them. */
  readonly requests: number;
  /** By metric name (`error_rate`, `schema_invalid_rate`, `eval_fail_rate:polite`): how many were judged, how many were bad. */
  readonly rates: Readonly<Record<string, Tally>>;
  /** By value name (see `ValueName`): the distribution and its exact sum. */
  readonly values: Readonly<Record<string, ValueTally>>;
}

export interface Tally {
  readonly trials: number;
  readonly events: number;
  /**
   * Those of them whose unit (session, user) has not been bad of late, where calls have units: what a unit does after a
   * bad call is no news. Absent where every call stands for itself.
   */
  readonly fresh?: FreshTally;
}

export interface FreshTally {
  readonly trials: number;
  readonly events: number;
}

export interface ValueTally {
  readonly sum: number;
  readonly histogram: Histogram;
}

/** Values whose distributions are kept: milliseconds, US dollars, tokens, calls. */
export type ValueName =
  | 'latency_ms'
  | 'ttft_ms'
  | 'cost_usd'
  | 'cost_usd_per_trace'
  | 'calls_per_trace'
  | 'prompt_tokens'
  | 'completion_tokens';

/** Both arms answered the same prompt (shadow): how often each of the four cases came, by rate metric. */
export interface PairTally {
  readonly bothGood: number;
  readonly onlyStableBad: number;
  readonly onlyCandidateBad: number;
  readonly bothBad: number;
}

/** Pairs of one look: rates by case, values as the distribution of candidate / stable. */
export interface PairStatistics {
  readonly pairs: number;
  readonly rates: Readonly<Record<string, PairTally>>;
  readonly ratios: Readonly<Record<string, Histogram>>;
}

export const EMPTY_STATISTICS: Statistics = { requests: 0, rates: {}, values: {} };
export const EMPTY_PAIRS: PairStatistics = { pairs: 0, rates: {}, ratios: {} };

export function addStatistics(left: Statistics, right: Statistics): Statistics {
  return {
    requests: left.requests + right.requests,
    rates: mergeRecords(left.rates, right.rates, addTallies),
    values: mergeRecords(left.values, right.values, addValues),
  };
}

export function addPairs(left: PairStatistics, right: PairStatistics): PairStatistics {
  return {
    pairs: left.pairs + right.pairs,
    rates: mergeRecords(left.rates, right.rates, addPairTallies),
    ratios: mergeRecords(left.ratios, right.ratios, addHistograms),
  };
}

function addTallies(left: Tally, right: Tally): Tally {
  const added = { trials: left.trials + right.trials, events: left.events + right.events };
  if (left.fresh === undefined && right.fresh === undefined) return added;
  const [one, other] = [left.fresh ?? left, right.fresh ?? right];
  return { ...added, fresh: { trials: one.trials + other.trials, events: one.events + other.events } };
}

function addValues(left: ValueTally, right: ValueTally): ValueTally {
  return { sum: left.sum + right.sum, histogram: addHistograms(left.histogram, right.histogram) };
}

function addPairTallies(left: PairTally, right: PairTally): PairTally {
  return {
    bothGood: left.bothGood + right.bothGood,
    onlyStableBad: left.onlyStableBad + right.onlyStableBad,
    onlyCandidateBad: left.onlyCandidateBad + right.onlyCandidateBad,
    bothBad: left.bothBad + right.bothBad,
  };
}

function mergeRecords<Value>(
  left: Readonly<Record<string, Value>>,
  right: Readonly<Record<string, Value>>,
  add: (one: Value, other: Value) => Value,
): Record<string, Value> {
  const merged: Record<string, Value> = { ...left };
  for (const [name, value] of Object.entries(right)) {
    const before = merged[name];
    merged[name] = before === undefined ? value : add(before, value);
  }
  return merged;
}
