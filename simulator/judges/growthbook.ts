import type { Look } from '../../core/decision/look.ts';
import type { Histogram } from '../../core/llm/histogram.ts';
import { middleOf } from '../../core/decision/value-cells.ts';
import type { Decision, Judge } from '../judge.ts';
import type { Scenario } from '../scenario.ts';
import type { Exposure } from '../virtual-traffic.ts';
import { EMPTY_MINUTE, LOOK_SECONDS, type Minute, MinuteBook, together } from './minutes.ts';

const COVERAGES = [0.1, 0.25, 0.5, 0.75, 1] as const;
const RAMP_PART = 0.25;
const AFTER_RAMP_SECONDS = 3_600;
const ALPHA = 0.05;
const TUNED_FOR = 5_000;

/**
 * GrowthBook's safe rollouts as documented and in its source: half of the covered units get the candidate; coverage rises
 * in five steps over the first quarter of the monitoring time (here the scenario's whole time). Results are computed when
 * a step ends, and after the ramp once an hour (its default is every six). A one-sided sequential interval for each
 * guardrail (asymptotic, tuned for 5,000 units) fails it when it excludes "no worse", and a failing guardrail rolls back.
 * Guardrails are means over calls: latency and cost as their averages.
 */
export class GrowthbookJudge implements Judge {
  readonly #book = new MinuteBook();
  readonly #metrics: readonly string[];
  readonly #seconds: number;
  #stable = EMPTY_MINUTE;
  #candidate = EMPTY_MINUTE;
  #step = 0;
  #nextSnapshot: number;

  constructor(scenario: Scenario) {
    this.#metrics = scenario.release.gates.map((gate) => gate.metric);
    this.#seconds = scenario.maxSeconds;
    this.#nextSnapshot = this.#secondsPerStep();
  }

  exposure(): Exposure {
    return { weight: (COVERAGES[this.#step] ?? 1) / 2, mirrorRate: 0 };
  }

  lookSeconds(): number {
    return LOOK_SECONDS;
  }

  after(look: Look, second: number): Decision {
    if (this.#book.add(look, second)) {
      this.#stable = together([this.#stable, this.#book.stable.at(-1) ?? EMPTY_MINUTE]);
      this.#candidate = together([this.#candidate, this.#book.candidate.at(-1) ?? EMPTY_MINUTE]);
    }
    if (second >= this.#nextSnapshot) {
      if (this.#metrics.some((metric) => fails(metric, this.#stable, this.#candidate))) return 'rolled_back';
      this.#step = Math.min(COVERAGES.length - 1, this.#step + 1);
      this.#nextSnapshot += this.#step === COVERAGES.length - 1 ? AFTER_RAMP_SECONDS : this.#secondsPerStep();
    }
    return second >= this.#seconds ? 'completed' : 'go_on';
  }

  #secondsPerStep(): number {
    return (this.#seconds * RAMP_PART) / COVERAGES.length;
  }
}

function fails(metric: string, stable: Minute, candidate: Minute): boolean {
  const one = momentsOf(metric, candidate);
  const other = momentsOf(metric, stable);
  if (one === undefined || other === undefined) return false;
  const count = candidate.requests + stable.requests;
  const error = Math.sqrt(one.variance / candidate.requests + other.variance / stable.requests);
  return one.mean - other.mean - error * Math.sqrt(count) * halfWidth(count) > 0;
}

/** Half-width in units of SE sqrt(N): Waudby-Smith et al., arXiv 2103.06476, one-sided, with its tuning parameter. */
export function halfWidth(count: number): number {
  const tail = -2 * Math.log(2 * ALPHA);
  const rho2 = (tail + Math.log(tail + 1)) / TUNED_FOR;
  const scaled = count * rho2 + 1;
  return Math.sqrt(((2 * scaled) / (count * count * rho2)) * Math.log(1 + Math.sqrt(scaled) / (2 * ALPHA)));
}

function momentsOf(metric: string, minute: Minute): { mean: number; variance: number } | undefined {
  if (minute.requests < 2) return undefined;
  if (metric.startsWith('latency')) return histogramMoments(minute.latency, minute.requests);
  if (metric.startsWith('cost')) return histogramMoments(minute.costs, minute.requests);
  const bad = minute.bad[metric];
  if (bad === undefined || bad === 0) return undefined;
  const mean = bad / minute.requests;
  return { mean, variance: mean * (1 - mean) };
}

function histogramMoments(values: Histogram, requests: number): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (const [key, count] of Object.entries(values.buckets)) {
    const value = middleOf(Number(key));
    sum += value * count;
    squares += value * value * count;
  }
  return { mean: sum / requests, variance: squares / requests - (sum / requests) ** 2 };
}
