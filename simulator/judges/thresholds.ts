import { factsAt } from '../arm-facts.ts';
import type { Scenario } from '../scenario.ts';
import { latencyP99, type Minute, successRate } from './minutes.ts';

/**
 * Fixed thresholds, as tools without a concurrent comparison ask of their users: each rate that a gate names, the 99 %
 * latency where a gate names a latency, the mean cost where one names a cost. Documented example values stand where stable
 * meets them with the room that the release's own margin leaves; elsewhere whoever knows stable would have set them at
 * stable plus that margin.
 */
export interface FixedThreshold {
  readonly metric: string;
  /** `undefined` where there was nothing to measure. */
  readonly keeps: (candidate: Minute) => boolean | undefined;
}

const DEFAULT_POINTS = 0.01;
const DEFAULT_RATIO = 1.25;

export function fixedThresholds(
  scenario: Scenario,
  leastSuccess: number,
  mostLatencyMs: number,
): readonly FixedThreshold[] {
  const stable = factsAt(scenario, -1, 'stable', '');
  const rates: Record<string, number> = { error_rate: stable.errorRate, ...stable.rates };
  return scenario.release.gates.flatMap((gate): FixedThreshold[] => {
    const { metric, maxRatio, maxIncrease } = gate;
    const ratio = maxRatio ?? DEFAULT_RATIO;
    if (metric.startsWith('latency'))
      return [latencyAtMost(metric, Math.max(mostLatencyMs, stable.latencyMs.p99 * ratio))];
    if (metric.startsWith('cost')) return [costAtMost(metric, stable.costUsd.mean * ratio)];
    const usual = rates[metric];
    if (usual === undefined) return [];
    const bad = maxRatio === undefined ? usual + (maxIncrease ?? DEFAULT_POINTS) : usual * maxRatio;
    return [successAtLeast(metric, Math.min(leastSuccess, 1 - bad))];
  });
}

function successAtLeast(metric: string, least: number): FixedThreshold {
  return {
    metric,
    keeps: measured(
      (candidate) => successRate(candidate, metric),
      (share) => share >= least,
    ),
  };
}

function latencyAtMost(metric: string, mostMs: number): FixedThreshold {
  return { metric, keeps: measured(latencyP99, (p99Ms) => p99Ms <= mostMs) };
}

function costAtMost(metric: string, mostUsd: number): FixedThreshold {
  return {
    metric,
    keeps: measured(
      ({ cost, requests }) => cost / requests,
      (meanUsd) => meanUsd <= mostUsd,
    ),
  };
}

function measured(
  of: (candidate: Minute) => number | undefined,
  isKept: (value: number) => boolean,
): FixedThreshold['keeps'] {
  return (candidate) => {
    const value = candidate.requests === 0 ? undefined : of(candidate);
    return value === undefined ? undefined : isKept(value);
  };
}
