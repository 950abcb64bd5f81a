import { type ArmLook, type CohortPairs, EVERYONE, type Look } from '../core/decision/look.ts';
import {
  addPairs,
  addStatistics,
  type PairStatistics,
  type PairTally,
  type Statistics,
  type Tally,
  type ValueTally,
} from '../core/llm/statistics.ts';
import {
  type Calls,
  type CallModel,
  cohortShares,
  modelOf,
  NO_COHORT,
  type Segment,
  segmentsOf,
} from './arm-models.ts';
import { LateLabels } from './late-labels.ts';
import { Load } from './load.ts';
import type { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import { Sessions } from './sessions.ts';

/** What is served and mirrored while a look's calls are made. */
export interface Exposure {
  readonly weight: number;
  readonly mirrorRate: number;
}

export interface VirtualLook {
  readonly look: Look;
  readonly candidateRequests: number;
  /** Bad answers that the candidate's users are expected to have got beyond what stable would have given them. */
  readonly excessFailures: number;
}

const HARM_STEP_SECONDS = 60;

/** The parts of a scenario that all its runs share. */
export interface TrafficPlan {
  readonly scenario: Scenario;
  readonly segments: readonly Segment[];
  /** What each cohort is called in looks: once for each label that a gate is split by. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

export function trafficPlan(scenario: Scenario): TrafficPlan {
  const cohorts = cohortShares(scenario, 0);
  const labels = new Set(scenario.release.gates.flatMap((gate) => gate.cohortBy ?? []));
  const names = new Map(Array.from(cohorts.keys(), (cohort) => [cohort, namesOf(cohort, [...labels])]));
  return { scenario, segments: segmentsOf(scenario), names };
}

/** `acme` is every label's value; `tenant=acme` is one of `tenant` alone. */
function namesOf(cohort: string, labels: readonly string[]): readonly string[] {
  if (cohort === NO_COHORT) return [];
  const named = labels.filter((label) => cohort.startsWith(`${label}=`));
  return named.length > 0 ? [cohort] : labels.map((label) => `${label}=${cohort}`);
}

/** The calls of one run, look by look. */
export class VirtualTraffic {
  readonly #plan: TrafficPlan;
  readonly #random: Random;
  readonly #load: Load;
  readonly #labels: LateLabels;
  readonly #sessions: Sessions | undefined;
  #segment = 0;

  constructor(plan: TrafficPlan, random: Random) {
    const { traffic } = plan.scenario;
    this.#plan = plan;
    this.#random = random;
    this.#load = new Load(traffic, random);
    this.#labels = new LateLabels(traffic.labels ?? {}, random);
    this.#sessions = traffic.sessions === undefined ? undefined : new Sessions(traffic.sessions, random);
  }

  look(fromSecond: number, seconds: number, exposure: Exposure): VirtualLook {
    const segment = this.#segmentAt(fromSecond);
    const rate = this.#load.requestsPerSecond(fromSecond);
    const arms: ArmLook[] = [];
    const pairs: CohortPairs[] = [];
    let candidateRequests = 0;
    let excessFailures = 0;
    const sessionCalls = this.#sessions?.calls(fromSecond, seconds, rate, exposure.weight, segment);
    for (const [cohort, share] of segment.cohorts) {
      const expected = rate * seconds * share;
      const stable = modelOf(segment.stable, cohort);
      const candidate = modelOf(segment.candidate, cohort);
      const served = sessionCalls?.get(cohort);
      const stableCalls = served?.stable ?? {
        requests: this.#random.poisson(expected * (1 - exposure.weight)),
      };
      const candidateCalls = served?.candidate ?? {
        requests: exposure.weight > 0 ? this.#random.poisson(expected * exposure.weight) : 0,
      };
      if (stableCalls.requests > 0) arms.push(this.#armLook('stable', cohort, exposure.weight, stable, stableCalls));
      if (candidateCalls.requests > 0) {
        arms.push(this.#armLook('candidate', cohort, exposure.weight, candidate, candidateCalls));
        candidateRequests += candidateCalls.requests;
        excessFailures += candidateCalls.requests * (badness(candidate) - badness(stable));
      }
      if (exposure.mirrorRate > 0)
        this.#mirror(cohort, this.#random.poisson(expected * exposure.mirrorRate), segment, arms, pairs);
    }
    const told = this.#labels.pass(arms, fromSecond + seconds);
    const look = {
      atMs: (fromSecond + seconds) * 1_000,
      arms: this.#named(told),
      pairs: this.#namedPairs(pairs),
    };
    return { look, candidateRequests, excessFailures };
  }

  /** Bad answers beyond stable's that a candidate which serves everybody is expected to give until a time. */
  excessAtFull(fromSecond: number, untilSecond: number): number {
    let excess = 0;
    for (let second = fromSecond; second < untilSecond; second += HARM_STEP_SECONDS) {
      const segment = this.#segmentAt(second);
      const requests = this.#load.requestsPerSecond(second) * Math.min(HARM_STEP_SECONDS, untilSecond - second);
      for (const [cohort, share] of segment.cohorts) {
        excess +=
          requests * share * (badness(modelOf(segment.candidate, cohort)) - badness(modelOf(segment.stable, cohort)));
      }
    }
    return excess;
  }

  #segmentAt(second: number): Segment {
    const { segments } = this.#plan;
    while ((segments[this.#segment + 1]?.fromSeconds ?? Infinity) <= second) this.#segment += 1;
    const segment = segments[this.#segment];
    if (segment === undefined) throw new RangeError('A scenario without a beginning');
    return segment;
  }

  #armLook(arm: ArmLook['arm'], cohort: string, weight: number, model: CallModel, calls: Calls): ArmLook {
    return { arm, cohort, weight, statistics: this.#statistics(model, calls) };
  }

  #statistics(model: CallModel, { requests, rates: decided }: Calls): Statistics {
    const rates: Record<string, Tally> = {};
    for (const [metric, rate] of model.rates) {
      rates[metric] = decided?.[metric] ?? {
        trials: requests,
        events: this.#random.binomial(requests, rate),
      };
    }
    const values: Record<string, ValueTally> = {};
    for (const [name, distribution] of model.values) values[name] = distribution.draw(this.#random, requests);
    return { requests, rates, values };
  }

  #mirror(cohort: string, requests: number, segment: Segment, arms: ArmLook[], pairs: CohortPairs[]): void {
    if (requests === 0) return;
    const stable = modelOf(segment.stable, cohort);
    const candidate = modelOf(segment.candidate, cohort);
    const rates: Record<string, PairTally> = {};
    for (const [metric, rate] of candidate.rates) {
      const stableBad = this.#random.binomial(requests, rateOf(stable, metric));
      const bothBad = this.#random.binomial(stableBad, rate);
      const onlyCandidateBad = this.#random.binomial(requests - stableBad, rate);
      const onlyStableBad = stableBad - bothBad;
      rates[metric] = {
        bothBad,
        onlyStableBad,
        onlyCandidateBad,
        bothGood: requests - bothBad - onlyStableBad - onlyCandidateBad,
      };
    }
    arms.push(this.#armLook('shadow', cohort, 0, candidate, { requests }));
    pairs.push({ cohort, statistics: { pairs: requests, rates, ratios: {} } });
  }

  /** Each cohort under every label that a gate asks for, and all of them together. */
  #named(arms: readonly ArmLook[]): ArmLook[] {
    const named: ArmLook[] = [];
    const together = new Map<string, ArmLook>();
    for (const entry of arms) {
      for (const cohort of this.#plan.names.get(entry.cohort) ?? []) named.push({ ...entry, cohort });
      const key = `${entry.arm} ${entry.weight}`;
      const before = together.get(key);
      const statistics = before === undefined ? entry.statistics : addStatistics(before.statistics, entry.statistics);
      together.set(key, { ...entry, cohort: EVERYONE, statistics });
    }
    return [...together.values(), ...named];
  }

  #namedPairs(pairs: readonly CohortPairs[]): CohortPairs[] {
    const [first] = pairs;
    if (first === undefined) return [];
    const all = pairs
      .slice(1)
      .reduce<PairStatistics>((sum, { statistics }) => addPairs(sum, statistics), first.statistics);
    const named = pairs.flatMap(({ cohort, statistics }) =>
      (this.#plan.names.get(cohort) ?? []).map((name) => ({
        cohort: name,
        statistics,
      })),
    );
    return [{ cohort: EVERYONE, statistics: all }, ...named];
  }
}

function rateOf(model: CallModel, metric: string): number {
  return model.rates.find(([name]) => name === metric)?.[1] ?? 0;
}

/** Expected bad answers of one call, over all metrics in which more is worse. */
function badness(model: CallModel): number {
  return model.rates.reduce((sum, [metric, rate]) => (metric === 'cache_hit_rate' ? sum : sum + rate), 0);
}
