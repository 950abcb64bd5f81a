import { bucketIndex, type Histogram } from './histogram.ts';
import type { Observation } from './observation.ts';
import type { PairStatistics, PairTally, Statistics, Tally, ValueName, ValueTally } from './statistics.ts';

/** Sums of observations, to be added to in place: one is kept for each arm, cohort and weight between two flushes. */
export class StatisticsTally {
  #requests = 0;
  readonly #rates = new Map<string, RateSum>();
  readonly #values = new Map<string, ValueSum>();

  /** `stale` are the metrics for which the call is not fresh (see `Tally`); absent where it stands for itself. */
  add({ bad, values, uncounted }: Observation, stale?: ReadonlySet<string>): void {
    if (uncounted !== true) this.#requests += 1;
    for (const name in bad) found(this.#rates, name, newRateSum).add(bad[name] === true, stale?.has(name));
    for (const name in values) found(this.#values, name, newValueSum).add(values[name as keyof typeof values] ?? 0);
  }

  /** A value that is no single call's, such as a whole trace's. */
  addValue(name: ValueName, value: number): void {
    found(this.#values, name, newValueSum).add(value);
  }

  /** What was added so far, as plain JSON. */
  statistics(): Statistics {
    return {
      requests: this.#requests,
      rates: Object.fromEntries(Array.from(this.#rates, ([name, sum]) => [name, sum.tally()])),
      values: Object.fromEntries(Array.from(this.#values, ([name, sum]) => [name, sum.tally()])),
    };
  }
}

/** As `StatisticsTally`, for prompts that both arms answered. */
export class PairsTally {
  #pairs = 0;
  readonly #rates = new Map<string, Mutable<PairTally>>();
  readonly #ratios = new Map<string, HistogramSum>();

  add(stable: Observation, candidate: Observation): void {
    this.#pairs += 1;
    for (const [name, stableBad] of Object.entries(stable.bad)) {
      const candidateBad = candidate.bad[name];
      if (candidateBad !== undefined) found(this.#rates, name, newPairTally)[pairCase(stableBad, candidateBad)] += 1;
    }
    for (const name of PAIRED_VALUES) {
      const ratio = (candidate.values[name] ?? 0) / (stable.values[name] ?? 0);
      if (ratio > 0 && Number.isFinite(ratio)) found(this.#ratios, name, newHistogramSum).add(ratio);
    }
  }

  statistics(): PairStatistics {
    return {
      pairs: this.#pairs,
      rates: Object.fromEntries(Array.from(this.#rates, ([name, tally]) => [name, { ...tally }])),
      ratios: Object.fromEntries(Array.from(this.#ratios, ([name, sum]) => [name, sum.histogram()])),
    };
  }
}

const PAIRED_VALUES = ['latency_ms', 'ttft_ms', 'cost_usd', 'prompt_tokens', 'completion_tokens'] as const;

type Mutable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] };

class HistogramSum {
  #zero = 0;
  readonly #buckets = new Map<number, number>();

  add(value: number): void {
    if (value <= 0) {
      this.#zero += 1;
      return;
    }
    const index = bucketIndex(value);
    this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + 1);
  }

  histogram(): Histogram {
    return { zero: this.#zero, buckets: Object.fromEntries(this.#buckets) };
  }
}

class RateSum {
  #trials = 0;
  #events = 0;
  #hasUnits = false;
  #staleTrials = 0;
  #staleEvents = 0;

  add(isBad: boolean, isStale: boolean | undefined): void {
    const event = isBad ? 1 : 0;
    this.#trials += 1;
    this.#events += event;
    if (isStale === undefined) return;
    this.#hasUnits = true;
    if (!isStale) return;
    this.#staleTrials += 1;
    this.#staleEvents += event;
  }

  tally(): Tally {
    const [trials, events] = [this.#trials, this.#events];
    if (!this.#hasUnits) return { trials, events };
    return { trials, events, fresh: { trials: trials - this.#staleTrials, events: events - this.#staleEvents } };
  }
}

class ValueSum {
  #sum = 0;
  readonly #histogram = new HistogramSum();

  add(value: number): void {
    this.#sum += value;
    this.#histogram.add(value);
  }

  tally(): ValueTally {
    return { sum: this.#sum, histogram: this.#histogram.histogram() };
  }
}

function pairCase(stableBad: boolean, candidateBad: boolean): keyof PairTally {
  if (stableBad) return candidateBad ? 'bothBad' : 'onlyStableBad';
  return candidateBad ? 'onlyCandidateBad' : 'bothGood';
}

const newRateSum = (): RateSum => new RateSum();
const newPairTally = (): Mutable<PairTally> => ({ bothGood: 0, onlyStableBad: 0, onlyCandidateBad: 0, bothBad: 0 });
const newHistogramSum = (): HistogramSum => new HistogramSum();
const newValueSum = (): ValueSum => new ValueSum();

function found<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = create();
  map.set(key, fresh);
  return fresh;
}
