import type { ScenarioInput } from '../../simulator/scenario.ts';

/** What the benchmark runs. `kind` says what a judge should do with it. */
export interface BenchmarkScenario {
  readonly name: string;
  readonly kind: 'healthy' | 'faulty';
  /** The healthy scenario whose false rollbacks belong to it; `healthy` where left out. */
  readonly healthyTwin?: string;
  readonly scenario: ScenarioInput;
}

const release = {
  plan: { shadow: 'off' },
  gates: [
    { metric: 'error_rate', maxIncrease: 0.01 },
    { metric: 'eval_fail_rate:schema', maxIncrease: 0.02 },
    { metric: 'latency_p99', maxRatio: 1.3 },
    { metric: 'cost_per_request', maxRatio: 1.25, promotes: false },
  ],
} as const satisfies ScenarioInput['release'];

const byCohort: ScenarioInput['release'] = {
  ...release,
  gates: release.gates.map((gate) => ({ ...gate, cohortBy: 'tenant' })),
};

const stable = { errorRate: 0.01, rates: { 'eval_fail_rate:schema': 0.02 } } as const;
const busy = { requestsPerMinute: 600 } as const;
const scarce = { requestsPerMinute: 60 } as const;
const SCARCE_SECONDS = 43_200;

const base = { release, stable, traffic: busy } as const;

export const SCENARIOS: readonly BenchmarkScenario[] = [
  { name: 'healthy', kind: 'healthy', scenario: base },
  {
    name: 'healthy, load swings and bursts',
    kind: 'healthy',
    scenario: {
      ...base,
      traffic: {
        ...busy,
        diurnal: { amplitude: 0.5, periodSeconds: 7_200 },
        bursts: { everySeconds: 1_200, durationSeconds: 60, factor: 4 },
      },
    },
  },
  {
    name: 'healthy, sessions of four calls, a third of them go one way',
    kind: 'healthy',
    scenario: { ...base, traffic: { ...busy, sessions: { meanRequests: 4, correlation: 0.33 } } },
  },
  {
    name: 'healthy, outage of both arms for 5 min',
    kind: 'healthy',
    scenario: {
      ...base,
      changes: [
        { atSeconds: 200, arm: 'both', set: { errorRate: 0.5 } },
        { atSeconds: 500, arm: 'both', set: { errorRate: 0.01 } },
      ],
    },
  },
  {
    name: 'structure broken in 30 %',
    kind: 'faulty',
    scenario: { ...base, candidate: { rates: { 'eval_fail_rate:schema': 0.32 } } },
  },
  { name: 'errors 1 % to 16 %', kind: 'faulty', scenario: { ...base, candidate: { errorRate: 0.16 } } },
  { name: 'errors 1 % to 4 %', kind: 'faulty', scenario: { ...base, candidate: { errorRate: 0.04 } } },
  {
    name: 'errors to 16 % after 10 min',
    kind: 'faulty',
    scenario: { ...base, changes: [{ atSeconds: 600, arm: 'candidate', set: { errorRate: 0.16 } }] },
  },
  {
    name: 'errors to 16 % for a fifth of the traffic',
    kind: 'faulty',
    scenario: {
      ...base,
      release: byCohort,
      traffic: { ...busy, cohorts: { free: 0.8, enterprise: 0.2 } },
      changes: [{ atSeconds: 0, arm: 'candidate', cohort: 'enterprise', set: { errorRate: 0.16 } }],
    },
  },
  {
    name: 'all calls fail for 3 % of the traffic',
    kind: 'faulty',
    scenario: {
      ...base,
      release: byCohort,
      traffic: { ...busy, cohorts: { free: 0.6, team: 0.37, acme: 0.03 } },
      changes: [{ atSeconds: 0, arm: 'candidate', cohort: 'acme', set: { errorRate: 1 } }],
    },
  },
  {
    name: 'p99 latency 2.5 times, same median',
    kind: 'faulty',
    scenario: { ...base, candidate: { latencyMs: { p50: 800, p99: 10_000 } } },
  },
  { name: 'errors 1 % to 3 %', kind: 'faulty', scenario: { ...base, candidate: { errorRate: 0.03 } } },
  { name: 'cost doubled', kind: 'faulty', scenario: { ...base, candidate: { costUsd: { mean: 0.004, p99: 0.02 } } } },
  {
    name: 'scarce traffic, healthy',
    kind: 'healthy',
    scenario: { ...base, traffic: scarce, maxSeconds: SCARCE_SECONDS },
  },
  {
    name: 'scarce traffic, errors to 16 %',
    kind: 'faulty',
    healthyTwin: 'scarce traffic, healthy',
    scenario: { ...base, traffic: scarce, candidate: { errorRate: 0.16 }, maxSeconds: SCARCE_SECONDS },
  },
  {
    name: 'scarce traffic, errors to 16 % after 2 h',
    kind: 'faulty',
    healthyTwin: 'scarce traffic, healthy',
    scenario: {
      ...base,
      traffic: scarce,
      changes: [{ atSeconds: 7_200, arm: 'candidate', set: { errorRate: 0.16 } }],
      maxSeconds: SCARCE_SECONDS,
    },
  },
  {
    name: 'scarce traffic, structure broken in 30 %',
    kind: 'faulty',
    healthyTwin: 'scarce traffic, healthy',
    scenario: {
      ...base,
      traffic: scarce,
      candidate: { rates: { 'eval_fail_rate:schema': 0.32 } },
      maxSeconds: SCARCE_SECONDS,
    },
  },
];
