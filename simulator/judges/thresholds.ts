import type { Scenario } from '../scenario.ts';
import { latencyP99, type Minute, successRate } from './minutes.ts';

/**
 * Fixed thresholds, as tools without a concurrent comparison ask of their users: each rate metric that a gate names, and
 * the 99 % latency where a gate names a latency. Documented example values stand where stable meets them with the room
 * that the release's own margin leaves; elsewhere whoever knows stable would have set them at stable plus that margin.
 */
export interface FixedThresholds {
  readonly success: readonly (readonly [metric: string, least: number])[];
  readonly latencyP99Ms: number | undefined;
}

const DEFAULT_POINTS = 0.01;
const DEFAULT_RATIO = 1.25;

export function fixedThresholds(scenario: Scenario, leastSuccess: number, mostLatencyMs: number): FixedThresholds {
  const { release, stable } = scenario;
  const rates: Record<string, number> = { error_rate: stable.errorRate, ...stable.rates };
  const success = release.gates.flatMap((gate): [string, number][] => {
    const usual = rates[gate.metric];
    if (usual === undefined) return [];
    const bad = gate.maxRatio === undefined ? usual + (gate.maxIncrease ?? DEFAULT_POINTS) : usual * gate.maxRatio;
    return [[gate.metric, Math.min(leastSuccess, 1 - bad)]];
  });
  const latency = release.gates.find((gate) => gate.metric.startsWith('latency'));
  const ratio = latency?.maxRatio ?? DEFAULT_RATIO;
  return {
    success,
    latencyP99Ms: latency === undefined ? undefined : Math.max(mostLatencyMs, stable.latencyMs.p99 * ratio),
  };
}

/** Whether the candidate's calls keep every threshold; `undefined` where there were none. */
export function keepsThresholds(candidate: Minute, { success, latencyP99Ms }: FixedThresholds): boolean | undefined {
  if (candidate.requests === 0) return undefined;
  const isSuccessful = success.every(([metric, least]) => (successRate(candidate, metric) ?? 1) >= least);
  const slowest = latencyP99(candidate);
  return isSuccessful && (latencyP99Ms === undefined || slowest === undefined || slowest <= latencyP99Ms);
}
