import { EVERYONE, type Look } from '../../core/decision/look.ts';
import { addHistograms, EMPTY_HISTOGRAM, type Histogram, quantile } from '../../core/llm/histogram.ts';
import type { Statistics } from '../../core/llm/statistics.ts';

/** What metric systems keep: one point a minute for each arm. */
export interface Minute {
  readonly requests: number;
  /** Bad events by rate metric. */
  readonly bad: Readonly<Record<string, number>>;
  readonly latency: Histogram;
  readonly cost: number;
  readonly costs: Histogram;
}

export const EMPTY_MINUTE: Minute = {
  requests: 0,
  bad: {},
  latency: EMPTY_HISTOGRAM,
  cost: 0,
  costs: EMPTY_HISTOGRAM,
};

/** Judges that act by the minute need no finer looks; bursts want them shorter than a minute. */
export const LOOK_SECONDS = 20;

/** Gathers looks into minutes. */
export class MinuteBook {
  readonly stable: Minute[] = [];
  readonly candidate: Minute[] = [];
  #openStable = EMPTY_MINUTE;
  #openCandidate = EMPTY_MINUTE;
  #minute = 0;

  /** Whether the look closed a minute. */
  add(look: Look, second: number): boolean {
    for (const { arm, cohort, statistics } of look.arms) {
      if (cohort !== EVERYONE) continue;
      if (arm === 'stable') this.#openStable = plus(this.#openStable, statistics);
      if (arm === 'candidate') this.#openCandidate = plus(this.#openCandidate, statistics);
    }
    const minute = Math.floor(second / 60);
    if (minute === this.#minute) return false;
    this.#minute = minute;
    this.stable.push(this.#openStable);
    this.candidate.push(this.#openCandidate);
    this.#openStable = EMPTY_MINUTE;
    this.#openCandidate = EMPTY_MINUTE;
    return true;
  }
}

export function together(minutes: readonly Minute[]): Minute {
  return minutes.reduce(
    (sum, minute) => ({
      requests: sum.requests + minute.requests,
      bad: addRecords(sum.bad, minute.bad),
      latency: addHistograms(sum.latency, minute.latency),
      cost: sum.cost + minute.cost,
      costs: addHistograms(sum.costs, minute.costs),
    }),
    EMPTY_MINUTE,
  );
}

/** Share of calls without a bad event of the metric; `undefined` without calls. */
export function successRate(minute: Minute, metric: string): number | undefined {
  return minute.requests === 0 ? undefined : 1 - (minute.bad[metric] ?? 0) / minute.requests;
}

export function latencyP99(minute: Minute): number | undefined {
  return quantile(minute.latency, 0.99);
}

function plus(minute: Minute, statistics: Statistics): Minute {
  const bad = Object.fromEntries(Object.entries(statistics.rates).map(([metric, tally]) => [metric, tally.events]));
  const { latency_ms: latency, cost_usd: cost } = statistics.values;
  return {
    requests: minute.requests + statistics.requests,
    bad: addRecords(minute.bad, bad),
    latency: latency === undefined ? minute.latency : addHistograms(minute.latency, latency.histogram),
    cost: minute.cost + (cost?.sum ?? 0),
    costs: cost === undefined ? minute.costs : addHistograms(minute.costs, cost.histogram),
  };
}

function addRecords(
  left: Readonly<Record<string, number>>,
  right: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum: Record<string, number> = { ...left };
  for (const [name, value] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}
