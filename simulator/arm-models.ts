import { LogNormalGrid } from './log-normal.ts';
import type { Scenario } from './scenario.ts';

/** How calls of one arm and cohort go, from one change to the next. */
export interface CallModel {
  /** Chance of a bad event by rate metric; errors are `error_rate`. */
  readonly rates: readonly (readonly [metric: string, rate: number])[];
  readonly latency: LogNormalGrid;
  readonly cost: LogNormalGrid;
}

/** A stretch of time without a change. */
export interface Segment {
  readonly fromSeconds: number;
  readonly stable: ReadonlyMap<string, CallModel>;
  readonly candidate: ReadonlyMap<string, CallModel>;
}

interface ArmFacts {
  readonly errorRate: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly costUsd: { readonly mean: number; readonly p99: number };
  readonly rates: Readonly<Record<string, number>>;
}

/** Calls of one arm and cohort at one look; `bad` where sessions have decided already which go wrong. */
export interface Calls {
  readonly requests: number;
  readonly bad?: ReadonlyMap<string, number>;
}

/** The name under which traffic without cohorts is kept. */
export const NO_COHORT = '';

/** The scenario's stretches, in order. A field that the candidate leaves out starts as in stable. */
export function segmentsOf(scenario: Scenario): readonly Segment[] {
  const times = [...new Set([0, ...scenario.changes.map((change) => change.atSeconds)])].toSorted(
    (one, other) => one - other,
  );
  const grids = new Grids();
  return times.map((fromSeconds) => ({
    fromSeconds,
    stable: modelsAt(scenario, fromSeconds, 'stable', grids),
    candidate: modelsAt(scenario, fromSeconds, 'candidate', grids),
  }));
}

export function cohortShares(scenario: Scenario): ReadonlyMap<string, number> {
  const shares = Object.entries(scenario.traffic.cohorts ?? { [NO_COHORT]: 1 });
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  return new Map(shares.map(([cohort, share]) => [cohort, share / total]));
}

export function modelOf(models: ReadonlyMap<string, CallModel>, cohort: string): CallModel {
  const model = models.get(cohort);
  if (model === undefined) throw new RangeError(`No model for cohort ${cohort}`);
  return model;
}

function modelsAt(
  scenario: Scenario,
  second: number,
  arm: 'stable' | 'candidate',
  grids: Grids,
): Map<string, CallModel> {
  return new Map(
    [...cohortShares(scenario).keys()].map((cohort) => [cohort, grids.modelOf(factsAt(scenario, second, arm, cohort))]),
  );
}

function factsAt(scenario: Scenario, second: number, arm: 'stable' | 'candidate', cohort: string): ArmFacts {
  const atStart = arm === 'stable' ? scenario.stable : overlaid(scenario.stable, given(scenario.candidate));
  return scenario.changes
    .filter((change) => change.arm === arm || change.arm === 'both')
    .filter((change) => change.atSeconds <= second && (change.cohort === undefined || change.cohort === cohort))
    .toSorted((one, other) => one.atSeconds - other.atSeconds)
    .reduce((facts, change) => overlaid(facts, given(change.set)), atStart);
}

function given(fields: Scenario['candidate']): Partial<ArmFacts> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function overlaid(below: ArmFacts, above: Partial<ArmFacts>): ArmFacts {
  return { ...below, ...above, rates: { ...below.rates, ...above.rates } };
}

/** Tables are dear to make and the same for many cohorts and stretches. */
class Grids {
  readonly #known = new Map<string, LogNormalGrid>();

  modelOf({ errorRate, latencyMs, costUsd, rates }: ArmFacts): CallModel {
    return {
      rates: [['error_rate', errorRate], ...Object.entries(rates)],
      latency: this.#grid(`latency ${latencyMs.p50} ${latencyMs.p99}`, () =>
        LogNormalGrid.ofMedian(latencyMs.p50, latencyMs.p99),
      ),
      cost: this.#grid(`cost ${costUsd.mean} ${costUsd.p99}`, () => LogNormalGrid.ofMean(costUsd.mean, costUsd.p99)),
    };
  }

  #grid(key: string, make: () => LogNormalGrid): LogNormalGrid {
    const known = this.#known.get(key) ?? make();
    this.#known.set(key, known);
    return known;
  }
}
