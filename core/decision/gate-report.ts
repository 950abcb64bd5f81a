import { differenceInterval, quantileRatioInterval, rateVariance } from './confidence.ts';
import type { Mass } from './boundary.ts';
import { breachSentence, noDataSentence, safetySentence } from './explain.ts';
import type { Gate } from './gate.ts';
import { recentQuantile, type RecentValues, valueVariance } from './recent-values.ts';
import type { ArmEstimate, GateReport, GateState } from './report.ts';
import type { Standing } from './standing.ts';

/** A gate's standing as it is shown. `isOver` is that the release has no time left. */
export function reportOf(standing: Standing, isOver: boolean): GateReport {
  const { gate, key, cohort } = standing;
  const difference = differenceOf(standing);
  const numbers = {
    key,
    metric: gate.spec.metric,
    cohort,
    ...estimatesOf(standing),
    ...(difference === undefined ? {} : { difference }),
    eValue: finite(standing.logBreach),
    threshold: standing.threshold,
    promotionEValue: finite(standing.logSafety),
    promotionThreshold: standing.safetyThreshold,
  };
  const state = stateOf(standing, numbers, isOver);
  const sentence =
    state === 'no_data'
      ? noDataSentence(numbers)
      : state === 'breached' || standing.isSuspect
        ? breachSentence(numbers, gate.metric, gate.spec)
        : safetySentence(numbers, gate.metric, gate.spec);
  return { ...numbers, state, sentence };
}

export function isBreached(standing: Standing): boolean {
  return standing.logBreach >= Math.log(standing.threshold);
}

export function isProven(standing: Standing): boolean {
  return standing.logSafety >= Math.log(standing.safetyThreshold);
}

function stateOf(standing: Standing, { stable, candidate }: Estimates, isOver: boolean): GateState {
  if (isBreached(standing)) return 'breached';
  if (candidate.count === 0 || stable.count === 0) return 'no_data';
  if (isProven(standing) && !standing.isSuspect && !standing.bothBeyondLimit) return 'healthy';
  return isOver ? 'inconclusive' : 'collecting';
}

/** e-values are shown, stored and sent: as large as they may get, they stay numbers that JSON knows. */
function finite(log: number): number {
  return Math.exp(Math.min(log, 300));
}

interface Estimates {
  readonly stable: ArmEstimate;
  readonly candidate: ArmEstimate;
}

export function estimatesOf({ gate, evidence, readings, values }: Standing): Estimates {
  if (gate.metric.kind === 'external') {
    if (readings === undefined || readings.readings === 0) return { stable: { count: 0 }, candidate: { count: 0 } };
    const count = readings.readings;
    return { stable: { estimate: readings.stable, count }, candidate: { estimate: readings.candidate, count } };
  }
  if (gate.metric.kind === 'quantile') {
    const { share } = gate.metric;
    return {
      stable: quantileEstimate(values.stable, share, evidence?.stable),
      candidate: quantileEstimate(values.candidate, share, evidence?.candidate),
    };
  }
  return { stable: meanEstimate(gate, evidence?.stable), candidate: meanEstimate(gate, evidence?.candidate) };
}

function quantileEstimate(values: RecentValues, share: number, total: Mass | undefined): ArmEstimate {
  const estimate = recentQuantile(values, share);
  return estimate === undefined ? { count: 0 } : { estimate, count: Math.max(values.total, total?.count ?? 0) };
}

function meanEstimate(gate: Gate, mass: Mass | undefined): ArmEstimate {
  if (mass === undefined || mass.count === 0) return { count: 0 };
  const mean = mass.sum / mass.count;
  const mirrored = gate.metric.kind === 'rate' && gate.metric.worse === 'lower';
  return { estimate: mirrored ? 1 - mean : mean, count: mass.count };
}

function differenceOf({ gate, evidence, values }: Standing): GateReport['difference'] {
  if (gate.metric.kind === 'quantile') {
    const interval = quantileRatioInterval(gate.metric.share, values.stable, values.candidate);
    return interval === undefined ? undefined : { kind: 'ratio', ...interval };
  }
  if (evidence === undefined || gate.metric.kind === 'external') return undefined;
  const variances =
    gate.metric.kind === 'rate'
      ? { stable: rateVariance(evidence.stable), candidate: rateVariance(evidence.candidate) }
      : { stable: valueVariance(values.stable), candidate: valueVariance(values.candidate) };
  const interval = differenceInterval(evidence.sideBySide, variances);
  if (interval === undefined) return undefined;
  const mirrored = gate.metric.kind === 'rate' && gate.metric.worse === 'lower';
  const { estimate, low, high } = interval;
  const { weight, stable } = evidence.sideBySide;
  const shown = (mean: number): number => (mirrored ? 1 - mean : mean);
  const beside =
    stable === undefined
      ? {}
      : { sideBySide: { stable: shown(stable / weight), candidate: shown(stable / weight + estimate) } };
  return mirrored
    ? { kind: 'difference', estimate: -estimate, low: -high, high: -low, ...beside }
    : { kind: 'difference', estimate, low, high, ...beside };
}
