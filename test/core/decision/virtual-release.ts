import {
  absorb,
  type Charter,
  emptyEvidence,
  judge,
  type Judgement,
  verdictOf,
} from '../../../core/decision/engine.ts';
import type { Evidence } from '../../../core/decision/evidence.ts';
import { type ArmLook, EVERYONE, type Look } from '../../../core/decision/look.ts';
import type { Situation } from '../../../core/decision/situation.ts';
import { bucketIndex } from '../../../core/llm/histogram.ts';
import { addStatistics, EMPTY_STATISTICS, type Statistics, type ValueTally } from '../../../core/llm/statistics.ts';
import type { GateSpec } from '../../../core/release/spec.ts';
import { binomial, normal, poisson, type Random, seeded } from './random.ts';

/** What an arm's calls are like. Latency and cost are log-normal: median (or mean) and sigma of the logarithm. */
export interface ArmModel {
  readonly rates?: Readonly<Record<string, number>>;
  readonly latency?: { readonly medianMs: number; readonly sigma: number };
  readonly cost?: { readonly meanUsd: number; readonly sigma: number };
}

export interface Traffic {
  readonly requestsPerLook: number;
  readonly weight: number;
  readonly stable: ArmModel;
  readonly candidate: ArmModel;
  /** Cohorts by share of the traffic, each with what differs for the candidate there. */
  readonly cohorts?: Readonly<Record<string, { readonly share: number; readonly candidate?: ArmModel }>>;
}

export function gate(fields: Partial<GateSpec> & { readonly metric: string }): GateSpec {
  return { onBreach: 'rollback', promotes: true, ...fields };
}

export function charter(...gates: GateSpec[]): Charter {
  return { gates, risk: { falseRollback: 0.05, falsePromotion: 0.05 } };
}

export const ON_CANARY: Situation = {
  stage: 'canary',
  weight: 0.1,
  lastBeforeFull: false,
  stepElapsedMs: 0,
  releaseElapsedMs: 0,
  minRequests: 200,
  minPairs: 0,
  minDurationMs: 0,
  maxDurationMs: 86_400_000,
  onInconclusive: 'hold',
};

/** One look of random traffic, cohorts included. */
export function drawLook(random: Random, traffic: Traffic, second: number): Look {
  const arms: ArmLook[] = [];
  for (const arm of ['candidate', 'stable'] as const) {
    const mean = traffic.requestsPerLook * (arm === 'candidate' ? traffic.weight : 1 - traffic.weight);
    const model = traffic[arm];
    const parts = Object.entries(traffic.cohorts ?? {}).map(([cohort, { share, candidate }]): ArmLook => {
      const own = arm === 'candidate' && candidate !== undefined ? { ...model, ...candidate } : model;
      return {
        arm,
        cohort,
        weight: traffic.weight,
        statistics: drawStatistics(random, poisson(random, mean * share), own),
      };
    });
    const all =
      parts.length > 0
        ? parts.map((part) => part.statistics).reduce(addStatistics, EMPTY_STATISTICS)
        : drawStatistics(random, poisson(random, mean), model);
    arms.push({ arm, cohort: EVERYONE, weight: traffic.weight, statistics: all }, ...parts);
  }
  return { atMs: second * 1_000, arms, pairs: [] };
}

function drawStatistics(random: Random, count: number, model: ArmModel): Statistics {
  if (count === 0) return EMPTY_STATISTICS;
  const rates = Object.entries(model.rates ?? {}).map(([name, rate]) => [
    name,
    { trials: count, events: binomial(random, count, rate) },
  ]);
  const values: Record<string, ValueTally> = {};
  if (model.latency !== undefined)
    values.latency_ms = drawValues(random, count, model.latency.medianMs, model.latency.sigma);
  if (model.cost !== undefined) {
    const { meanUsd, sigma } = model.cost;
    values.cost_usd = drawValues(random, count, meanUsd * Math.exp(-(sigma * sigma) / 2), sigma);
  }
  return { requests: count, rates: Object.fromEntries(rates) as Statistics['rates'], values };
}

function drawValues(random: Random, count: number, median: number, sigma: number): ValueTally {
  const buckets: Record<string, number> = {};
  let sum = 0;
  for (let call = 0; call < count; call += 1) {
    const value = median * Math.exp(sigma * normal(random));
    const key = String(bucketIndex(value));
    buckets[key] = (buckets[key] ?? 0) + 1;
    sum += value;
  }
  return { sum, histogram: { zero: 0, buckets } };
}

/** A release in progress, one look a second, for tests that read as given/when/then. */
export class VirtualRelease {
  readonly charter: Charter;
  traffic: Traffic;
  evidence: Evidence;
  second = 0;
  candidateRequests = 0;
  private readonly random: Random;
  private readonly situation: Situation;

  constructor(release: Charter, traffic: Traffic, seed = 1, situation: Partial<Situation> = {}) {
    this.charter = release;
    this.traffic = traffic;
    this.evidence = emptyEvidence(release);
    this.random = seeded(seed);
    this.situation = { ...ON_CANARY, weight: traffic.weight, ...situation };
  }

  /** Traffic for so many seconds, whatever the verdict. */
  after(seconds: number): this {
    for (let count = 0; count < seconds; count += 1) this.look();
    return this;
  }

  /** Traffic until the verdict is of that kind; how many seconds and candidate requests that took. */
  until(
    kind: Judgement['verdict']['kind'],
    mostSeconds: number,
  ): { seconds: number; requests: number; verdict: Judgement['verdict'] } | undefined {
    const start = { second: this.second, requests: this.candidateRequests };
    while (this.second - start.second < mostSeconds) {
      this.look();
      const verdict = verdictOf(this.charter, this.evidence, this.now());
      if (verdict.kind === kind) {
        return { seconds: this.second - start.second, requests: this.candidateRequests - start.requests, verdict };
      }
    }
    return undefined;
  }

  change(traffic: Partial<Traffic>): this {
    this.traffic = { ...this.traffic, ...traffic };
    return this;
  }

  judge(situation: Partial<Situation> = {}): Judgement {
    return judge(this.charter, this.evidence, { ...this.now(), ...situation });
  }

  private now(): Situation {
    const elapsed = this.second * 1_000;
    return { ...this.situation, weight: this.traffic.weight, stepElapsedMs: elapsed, releaseElapsedMs: elapsed };
  }

  private look(): void {
    this.second += 1;
    const look = drawLook(this.random, this.traffic, this.second);
    this.candidateRequests += look.arms[0]?.statistics.requests ?? 0;
    this.evidence = absorb(this.charter, this.evidence, look);
  }
}
