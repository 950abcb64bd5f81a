import { parseMetric } from '../core/decision/metric.ts';
import type { Tally, ValueName } from '../core/llm/statistics.ts';
import { type ArmFacts, factsAt } from './arm-facts.ts';
import { LogNormalGrid } from './log-normal.ts';
import { type Scenario, turningPoints } from './scenario.ts';

/** How calls of one arm and cohort go, from one change to the next. */
export interface CallModel {
  /** Chance of a bad event by rate metric; errors are `error_rate`. */
  readonly rates: readonly (readonly [metric: string, rate: number])[];
  /** The values that a gate reads. */
  readonly values: readonly (readonly [name: ValueName, distribution: LogNormalGrid])[];
}

/** A stretch of time without a change. */
export interface Segment {
  readonly fromSeconds: number;
  /** Shares of the traffic by cohort. */
  readonly cohorts: ReadonlyMap<string, number>;
  readonly stable: ReadonlyMap<string, CallModel>;
  readonly candidate: ReadonlyMap<string, CallModel>;
}

/** Calls of one arm and cohort at one look; `rates` where sessions have decided already which go wrong. */
export interface Calls {
  readonly requests: number;
  readonly rates?: Readonly<Record<string, Tally>>;
}

/** The name under which traffic without cohorts is kept. */
export const NO_COHORT = '';

/** The scenario's stretches, in order. A field that the candidate leaves out starts as in stable. */
export function segmentsOf(scenario: Scenario): readonly Segment[] {
  const models = new Models(scenario);
  return [0, ...turningPoints(scenario).filter((at) => at > 0)].map((fromSeconds) => ({
    fromSeconds,
    cohorts: cohortShares(scenario, fromSeconds),
    stable: models.at(fromSeconds, 'stable'),
    candidate: models.at(fromSeconds, 'candidate'),
  }));
}

/** Shares of the traffic at a second of the scenario. */
export function cohortShares({ traffic }: Scenario, second: number): ReadonlyMap<string, number> {
  const changed = traffic.cohortChanges
    .filter(({ atSeconds }) => atSeconds <= second)
    .toSorted((one, other) => one.atSeconds - other.atSeconds)
    .reduce((known, { cohorts }) => ({ ...known, ...cohorts }), traffic.cohorts ?? { [NO_COHORT]: 1 });
  const shares = Object.entries(changed);
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  return new Map(shares.map(([cohort, share]) => [cohort, share / total]));
}

export function modelOf(models: ReadonlyMap<string, CallModel>, cohort: string): CallModel {
  const model = models.get(cohort);
  if (model === undefined) throw new RangeError(`No model for cohort ${cohort}`);
  return model;
}

/** The values that the release's gates read: the rest is not worth drawing. */
function valueNamesOf(scenario: Scenario): readonly ValueName[] {
  const names = scenario.release.gates.flatMap((gate) => {
    const metric = parseMetric(gate.metric);
    return metric?.kind === 'quantile' || metric?.kind === 'mean' ? [metric.value] : [];
  });
  return [...new Set(names)];
}

/** Tables are dear to make and the same for many cohorts and stretches. */
class Models {
  readonly #scenario: Scenario;
  readonly #cohorts: readonly string[];
  readonly #names: readonly ValueName[];
  readonly #known = new Map<string, LogNormalGrid>();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#cohorts = [...cohortShares(scenario, 0).keys()];
    this.#names = valueNamesOf(scenario);
  }

  at(second: number, arm: 'stable' | 'candidate'): Map<string, CallModel> {
    return new Map(
      this.#cohorts.map((cohort) => {
        const facts = factsAt(this.#scenario, second, arm, cohort);
        const rates = Object.entries({
          error_rate: facts.errorRate,
          ...facts.rates,
        });
        return [
          cohort,
          {
            rates,
            values: this.#names.map((name) => [name, this.#distribution(name, facts)]),
          },
        ];
      }),
    );
  }

  #distribution(name: ValueName, facts: ArmFacts): LogNormalGrid {
    switch (name) {
      case 'latency_ms':
        return this.#ofMedian(facts.latencyMs);
      case 'ttft_ms':
        return this.#ofMedian(facts.ttftMs ?? partOf(facts.latencyMs, FIRST_TOKEN_PART));
      case 'cost_usd':
        return this.#ofMean(facts.costUsd);
      case 'cost_usd_per_trace':
        return this.#ofMean(timesMean(facts.costUsd, facts.callsPerTrace.mean));
      case 'calls_per_trace':
        return this.#ofMean(facts.callsPerTrace);
      case 'prompt_tokens':
        return this.#ofMean(facts.promptTokens);
      case 'completion_tokens':
        return this.#ofMean(facts.completionTokens);
    }
  }

  #ofMedian({ p50, p99 }: { readonly p50: number; readonly p99: number }): LogNormalGrid {
    return this.#grid(`median ${p50} ${p99}`, () => LogNormalGrid.ofMedian(p50, p99));
  }

  #ofMean({ mean, p99 }: { readonly mean: number; readonly p99: number }): LogNormalGrid {
    return this.#grid(`mean ${mean} ${p99}`, () => LogNormalGrid.ofMean(mean, p99));
  }

  #grid(key: string, make: () => LogNormalGrid): LogNormalGrid {
    const known = this.#known.get(key) ?? make();
    this.#known.set(key, known);
    return known;
  }
}

/** Where a scenario says nothing of first tokens, they come after this part of the whole answer. */
const FIRST_TOKEN_PART = 0.3;

function partOf({ p50, p99 }: ArmFacts['latencyMs'], part: number): ArmFacts['latencyMs'] {
  return { p50: p50 * part, p99: p99 * part };
}

function timesMean({ mean, p99 }: ArmFacts['costUsd'], times: number): ArmFacts['costUsd'] {
  return { mean: mean * times, p99: p99 * times };
}
