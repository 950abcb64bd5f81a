import { parseMetric } from '../core/decision/metric.ts';

/** How an arm is at a time, for one cohort: what the scenario's beginning and its changes so far make of it. */
export interface ArmFacts {
  readonly errorRate: number;
  readonly latencyMs: Median;
  readonly ttftMs?: Median;
  readonly costUsd: Mean;
  readonly callsPerTrace: Mean;
  readonly promptTokens: Mean;
  readonly completionTokens: Mean;
  readonly rates: Readonly<Record<string, number>>;
}

interface Median {
  readonly p50: number;
  readonly p99: number;
}

interface Mean {
  readonly mean: number;
  readonly p99: number;
}

type Arm = 'stable' | 'candidate';

/** Of a scenario, what says how arms are. */
interface Told {
  readonly release: { readonly gates: readonly { readonly metric: string }[] };
  readonly traffic: { readonly cohorts?: Readonly<Record<string, number>> | undefined };
  readonly stable: ArmFields;
  readonly candidate: ArmFields;
  readonly changes: readonly {
    readonly atSeconds: number;
    readonly arm: Arm | 'both';
    readonly cohort?: string | undefined;
    readonly set: ArmFields;
  }[];
}

/** As a scenario writes it: what is left out stays as it is. */
interface ArmFields {
  readonly errorRate?: number | undefined;
  readonly latencyMs?: Fields<Median> | undefined;
  readonly ttftMs?: Fields<Median> | undefined;
  readonly costUsd?: Fields<Mean> | undefined;
  readonly callsPerTrace?: Fields<Mean> | undefined;
  readonly promptTokens?: Fields<Mean> | undefined;
  readonly completionTokens?: Fields<Mean> | undefined;
  readonly rates?: Readonly<Record<string, number>> | undefined;
}

type Fields<Of> = { readonly [Key in keyof Of]?: Of[Key] | undefined };

/** The facts of an arm at a second of the scenario. A field, or a part of one, that nobody sets is as in stable. */
export function factsAt(scenario: Told, second: number, arm: Arm, cohort: string): ArmFacts {
  const stable: ArmFacts = overlaid({ ...DEFAULTS, rates: knownRates(scenario) }, scenario.stable);
  return scenario.changes
    .filter((change) => change.arm === arm || change.arm === 'both')
    .filter((change) => change.atSeconds <= second && (change.cohort === undefined || change.cohort === cohort))
    .toSorted((one, other) => one.atSeconds - other.atSeconds)
    .reduce(
      (facts, change) => overlaid(facts, change.set),
      arm === 'stable' ? stable : overlaid(stable, scenario.candidate),
    );
}

const DEFAULTS = {
  errorRate: 0.01,
  latencyMs: { p50: 800, p99: 4_000 },
  costUsd: { mean: 0.002, p99: 0.01 },
  callsPerTrace: { mean: 1, p99: 1 },
  promptTokens: { mean: 1_000, p99: 4_000 },
  completionTokens: { mean: 300, p99: 1_500 },
} as const;

/** What a gateway tells of every call by itself. Other metrics need somebody who judges. */
const TOLD_OF_EVERY_CALL = ['timeout_rate', 'retry_rate', 'fallback_rate', 'truncation_rate', 'cache_hit_rate'];

/**
 * A rate that one arm or one change speaks of is reported for both arms from the start, at 0 where nothing else is said;
 * so is what gateways tell of every call. A gate on any other metric has no data.
 */
function knownRates({ release, stable, candidate, changes }: Told): Record<string, number> {
  const spoken = [stable, candidate, ...changes.map((change) => change.set)].flatMap((arm) =>
    Object.keys(arm.rates ?? {}),
  );
  const told = release.gates.map((gate) => gate.metric).filter((metric) => TOLD_OF_EVERY_CALL.includes(metric));
  return Object.fromEntries([...told, ...spoken].map((metric) => [metric, 0]));
}

function overlaid(below: ArmFacts, above: ArmFields): ArmFacts {
  const ttftMs =
    above.ttftMs === undefined ? below.ttftMs : { ...(below.ttftMs ?? below.latencyMs), ...given(above.ttftMs) };
  return {
    errorRate: above.errorRate ?? below.errorRate,
    latencyMs: { ...below.latencyMs, ...given(above.latencyMs) },
    ...(ttftMs === undefined ? {} : { ttftMs }),
    costUsd: { ...below.costUsd, ...given(above.costUsd) },
    callsPerTrace: { ...below.callsPerTrace, ...given(above.callsPerTrace) },
    promptTokens: { ...below.promptTokens, ...given(above.promptTokens) },
    completionTokens: { ...below.completionTokens, ...given(above.completionTokens) },
    rates: { ...below.rates, ...above.rates },
  };
}

function given<Fields extends object>(fields: Fields | undefined): { [Key in keyof Fields]: NonNullable<Fields[Key]> } {
  const entries = Object.entries(fields ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Fields]: NonNullable<Fields[Key]> };
}

/** What no log-normal distribution can be, at any time of the scenario: a sentence, or `undefined`. */
export function impossibleFigures(scenario: Told): string | undefined {
  const times = [0, ...scenario.changes.map((change) => change.atSeconds)];
  const cohorts = Object.keys(scenario.traffic.cohorts ?? { '': 1 });
  for (const arm of ['stable', 'candidate'] as const) {
    for (const second of times) {
      for (const cohort of cohorts) {
        const fault = faultOf(factsAt(scenario, second, arm, cohort));
        if (fault !== undefined) return `${arm} at second ${second}: ${fault}`;
      }
    }
  }
  return undefined;
}

function faultOf(facts: ArmFacts): string | undefined {
  for (const name of ['latencyMs', 'ttftMs'] as const) {
    const figures = facts[name];
    if (figures !== undefined && figures.p99 < figures.p50)
      return `${name}: p99 ${figures.p99} is below p50 ${figures.p50}`;
  }
  for (const name of ['costUsd', 'callsPerTrace', 'promptTokens', 'completionTokens'] as const) {
    const { mean, p99 } = facts[name];
    if (p99 < mean) return `${name}: p99 ${p99} is below the mean ${mean}: give both`;
  }
  return undefined;
}

/** Whether the metric's name is one of a rate: a scenario that misspells it would test nothing. */
export function isRate(name: string): boolean {
  return parseMetric(name)?.kind === 'rate' && name !== 'error_rate';
}
