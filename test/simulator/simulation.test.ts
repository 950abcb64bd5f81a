import { describe, expect, test } from '@jest/globals';
import { JUDGES } from '../../simulator/judge.ts';
import type { ScenarioInput } from '../../simulator/scenario.ts';
import { scenarioSchema } from '../../simulator/scenario-schema.ts';
import { factsAt } from '../../simulator/arm-facts.ts';
import { runInParallel } from '../../simulator/run-in-parallel.ts';
import { runScenario } from '../../simulator/run-scenario.ts';
import { QUICK, simulate } from './given.ts';

const FAULT = { atSeconds: 30, arm: 'candidate', set: { errorRate: 0.4 } } as const;
const SLOW_START: ScenarioInput = {
  ...QUICK,
  release: { ...QUICK.release, plan: { shadow: 'off', canary: { weight: 0.1, minDuration: '10m' }, ramp: [] } },
} as const;

describe('a simulation', () => {
  test('gives the same figures for the same seed, and others for another', () => {
    const faulty = { ...QUICK, candidate: { errorRate: 0.2 } };
    expect(simulate(faulty, { seed: 7 })).toEqual(simulate(faulty, { seed: 7 }));
    expect(simulate(faulty, { seed: 7 }).rollback).not.toEqual(simulate(faulty, { seed: 8 }).rollback);
  });

  test('gives the same figures on one thread and on two', async () => {
    const scenario = scenarioSchema.parse({ ...QUICK, candidate: { errorRate: 0.12 }, maxSeconds: 60 });
    const options = { runs: 40, seed: 3, judge: 'tidegate' } as const;
    expect(await runInParallel(scenario, options, 2)).toEqual(runScenario(scenario, options));
  });

  test('completes a healthy release, with null where nothing happened', () => {
    const report = simulate(QUICK);
    expect(report.outcomes).toEqual({ completed: 20, rolledBack: 0, held: 0, running: 0 });
    expect(report.rollback).toEqual({ rate: 0, secondsAfterChange: null, candidateRequestsAfterChange: null });
    expect(report.completion.seconds?.p50).toBeLessThan(120);
    expect(report.harm.excessFailures.mean).toBe(0);
  });

  test('counts time, requests and harm from the change', () => {
    const report = simulate({ ...SLOW_START, changes: [FAULT] });
    expect(report.rollback.rate).toBe(1);
    expect(report.rollback.secondsAfterChange?.p50).toBeLessThanOrEqual(10);
    expect(report.rollback.candidateRequestsAfterChange?.p50).toBeLessThan(60);
    expect(report.harm.excessFailures.mean).toBeGreaterThan(2);
  });

  test('a change of both arms is an incident and does not blame the candidate', () => {
    const report = simulate({ ...SLOW_START, changes: [{ ...FAULT, arm: 'both' }], maxSeconds: 120 });
    expect(report.outcomes).toEqual({ completed: 0, rolledBack: 0, held: 20, running: 0 });
  });

  test('a fault of one cohort is seen by a gate that is split by it', () => {
    const report = simulate({
      ...SLOW_START,
      release: { ...SLOW_START.release, gates: [{ metric: 'error_rate', maxIncrease: 0.05, cohortBy: 'tenant' }] },
      traffic: { requestsPerMinute: 3_000, cohorts: { free: 0.9, acme: 0.1 } },
      changes: [{ ...FAULT, cohort: 'acme' }],
    });
    expect(report.rollback.rate).toBe(1);
  });

  test('shadow compares pairs and harms nobody', () => {
    const report = simulate({
      ...QUICK,
      release: {
        ...QUICK.release,
        plan: { shadow: { rate: 0.1, minPairs: 300 } },
        gates: [{ metric: 'schema_invalid_rate', maxIncrease: 0.02 }],
      },
      stable: { rates: { schema_invalid_rate: 0.01 } },
      candidate: { rates: { schema_invalid_rate: 0.3 } },
    });
    expect(report.rollback.rate).toBe(1);
    expect(report.harm.excessFailures.mean).toBe(0);
  });

  test('labels that come late count when they come', () => {
    const labels = { 'eval_fail_rate:tone': { delaySeconds: 60, share: 0.5 } };
    const report = simulate({
      ...SLOW_START,
      release: { ...SLOW_START.release, gates: [{ metric: 'eval_fail_rate:tone', maxIncrease: 0.05 }] },
      traffic: { requestsPerMinute: 3_000, labels },
      stable: { rates: { 'eval_fail_rate:tone': 0.02 } },
      candidate: { rates: { 'eval_fail_rate:tone': 0.4 } },
    });
    expect(report.rollback.rate).toBe(1);
    expect(report.rollback.secondsAfterChange?.p50).toBeGreaterThan(60);
    expect(report.rollback.secondsAfterChange?.p50).toBeLessThan(90);
  });

  test('load that swings, bursts and comes in sessions does not condemn a healthy candidate', () => {
    const report = simulate({
      ...QUICK,
      traffic: {
        requestsPerMinute: 1_200,
        diurnal: { amplitude: 0.8, periodSeconds: 300 },
        bursts: { everySeconds: 60, durationSeconds: 10, factor: 5 },
        sessions: { meanRequests: 4, correlation: 0.3 },
      },
    });
    expect(report.outcomes.rolledBack).toBeLessThanOrEqual(1);
    expect(report.outcomes.completed).toBeGreaterThanOrEqual(18);
  });

  test.each(JUDGES)('%s rolls back what fails in every second call', (judge) => {
    const report = simulate({ ...QUICK, candidate: { errorRate: 0.5 }, maxSeconds: 14_400 }, { judge, runs: 2 });
    expect(report.judge).toBe(judge);
    expect(report.rollback.rate).toBe(1);
  });

  test('every kind of metric has what its gate reads', () => {
    const gates = [
      { metric: 'latency_p50', maxRatio: 1.5 },
      { metric: 'ttft_p95', maxRatio: 1.5 },
      { metric: 'cost_per_request', maxRatio: 1.5 },
      { metric: 'cost_per_trace', maxRatio: 1.5 },
      { metric: 'calls_per_trace', maxRatio: 1.5 },
      { metric: 'prompt_tokens', maxRatio: 1.5 },
      { metric: 'completion_tokens', maxRatio: 1.5 },
      { metric: 'timeout_rate', maxIncrease: 0.05 },
      { metric: 'cache_hit_rate', maxIncrease: 0.1 },
      { metric: 'prometheus:queue', maxRatio: 2, promotes: false },
    ];
    const report = simulate({
      ...QUICK,
      release: { ...QUICK.release, gates },
      stable: { rates: { cache_hit_rate: 0.3 } },
    });
    expect(report.outcomes).toMatchObject({ completed: 20 });
  });

  test('a metric that nobody reports holds the release', () => {
    const gates = [{ metric: 'eval_fail_rate:tone', maxIncrease: 0.05 }];
    const report = simulate({ ...QUICK, release: { ...QUICK.release, gates } });
    expect(report.outcomes.held).toBe(20);
  });

  test('a rate of which only the candidate speaks is 0 in stable', () => {
    const gates = [{ metric: 'eval_fail_rate:tone', maxIncrease: 0.05 }];
    const candidate = { rates: { 'eval_fail_rate:tone': 0.4 } };
    expect(simulate({ ...QUICK, release: { ...QUICK.release, gates }, candidate }).rollback.rate).toBe(1);
  });

  test('no traffic holds the release', () => {
    expect(simulate({ ...QUICK, traffic: { requestsPerMinute: 0 } }).outcomes.held).toBe(20);
  });

  test('parts that the candidate leaves out are as in stable', () => {
    const scenario = scenarioSchema.parse({
      ...QUICK,
      stable: { latencyMs: { p50: 500 } },
      candidate: { latencyMs: { p99: 9_000 } },
    });
    expect(factsAt(scenario, 0, 'stable', '').latencyMs).toEqual({ p50: 500, p99: 4_000 });
    expect(factsAt(scenario, 0, 'candidate', '').latencyMs).toEqual({ p50: 500, p99: 9_000 });
    expect(() => scenarioSchema.parse({ ...QUICK, candidate: { latencyMs: { p99: 100 } } })).toThrow(
      'candidate at second 0: latencyMs: p99 100 is below p50 800',
    );
  });

  test('a cohort may carry its label in its name', () => {
    const report = simulate({
      ...SLOW_START,
      release: { ...SLOW_START.release, gates: [{ metric: 'error_rate', maxIncrease: 0.05, cohortBy: 'tenant' }] },
      traffic: { requestsPerMinute: 3_000, cohorts: { 'tenant=free': 0.97, 'tenant=acme': 0.03 } },
      changes: [{ ...FAULT, cohort: 'tenant=acme', set: { errorRate: 1 } }],
    });
    expect(report.rollback.rate).toBe(1);
    expect(report.harm.excessFailures.mean).toBeLessThan(40);
  });

  test('a scenario that speaks of an unknown cohort or field is refused', () => {
    expect(() => scenarioSchema.parse({ ...QUICK, changes: [{ ...FAULT, cohort: 'nobody' }] })).toThrow('no cohort');
    expect(() => scenarioSchema.parse({ ...QUICK, speed: 2 })).toThrow('speed');
  });
});
