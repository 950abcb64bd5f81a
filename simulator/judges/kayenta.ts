import type { Look } from '../../core/decision/look.ts';
import type { Decision, Judge } from '../judge.ts';
import type { Random } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import type { Exposure } from '../virtual-traffic.ts';
import { EMPTY_MINUTE, latencyP99, LOOK_SECONDS, type Minute, MinuteBook } from './minutes.ts';
import { shiftInterval } from './mann-whitney.ts';

const WEIGHT = 0.1;
const INTERVAL_MINUTES = 60;
const INTERVALS = 3;
const TOLERANCE = 0.25;
/** The normal quantile of a two-sided interval at 0.98. */
const Z = 2.326;
const PASS = 95;
const MARGINAL = 75;

/**
 * Kayenta as Spinnaker's documentation recommends it: a canary and a baseline of its size for three hours, an analysis
 * each hour over all points so far (one a minute). A metric is High when the confidence interval of its shift lies above a
 * quarter of the estimated shift; the score is the share of metrics that pass. Below marginal the canary fails at once, at
 * the end it needs the pass mark.
 */
export class KayentaJudge implements Judge {
  readonly #book = new MinuteBook();
  readonly #random: Random;
  readonly #metrics: readonly string[];
  readonly #baseline: Minute[] = [];

  constructor(scenario: Scenario, random: Random) {
    this.#random = random;
    this.#metrics = scenario.release.gates.map((gate) => gate.metric);
  }

  exposure(): Exposure {
    return { weight: WEIGHT, mirrorRate: 0 };
  }

  lookSeconds(): number {
    return LOOK_SECONDS;
  }

  after(look: Look, second: number): Decision {
    if (!this.#book.add(look, second)) return 'go_on';
    const { stable, candidate } = this.#book;
    this.#baseline.push(this.#thinned(stable.at(-1), candidate.at(-1)));
    if (candidate.length % INTERVAL_MINUTES !== 0) return 'go_on';
    const score = this.#score();
    if (score < MARGINAL) return 'rolled_back';
    if (candidate.length < INTERVAL_MINUTES * INTERVALS) return 'go_on';
    return score >= PASS ? 'completed' : 'rolled_back';
  }

  /** The baseline is as small as the canary: its share of stable's calls. */
  #thinned(stable: Minute | undefined, candidate: Minute | undefined): Minute {
    if (stable === undefined || candidate === undefined || stable.requests === 0) return EMPTY_MINUTE;
    const share = Math.min(1, candidate.requests / stable.requests);
    const thin = (count: number): number => this.#random.binomial(count, share);
    const bad = Object.fromEntries(Object.entries(stable.bad).map(([metric, count]) => [metric, thin(count)]));
    const buckets = Object.fromEntries(
      Object.entries(stable.latency.buckets).map(([key, count]) => [key, thin(count)]),
    );
    return {
      requests: candidate.requests,
      bad,
      latency: { zero: 0, buckets },
      cost: stable.cost * share,
      costs: stable.costs,
    };
  }

  #score(): number {
    const results = this.#metrics.map((metric) => this.#passes(metric)).filter((passed) => passed !== undefined);
    return results.length === 0 ? 0 : (100 * results.filter(Boolean).length) / results.length;
  }

  #passes(metric: string): boolean | undefined {
    const experiment = points(this.#book.candidate, metric);
    const control = points(this.#baseline, metric);
    if (experiment.length === 0 || control.length === 0) return undefined;
    const { estimate, low } = shiftInterval(experiment, control, Z);
    return low <= TOLERANCE * Math.abs(estimate);
  }
}

function points(minutes: readonly Minute[], metric: string): number[] {
  return minutes.flatMap((minute) => pointOf(minute, metric) ?? []);
}

function pointOf(minute: Minute, metric: string): number | undefined {
  if (minute.requests === 0) return undefined;
  if (metric.startsWith('latency')) return latencyP99(minute);
  if (metric.startsWith('cost')) return minute.cost / minute.requests;
  const bad = minute.bad[metric];
  return bad === undefined ? undefined : bad / minute.requests;
}
