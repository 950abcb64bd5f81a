import { amount, counted, eValueText, marginAmount } from './amounts.ts';
import { EVERYONE } from './look.ts';
import type { GateSpec } from '../release/spec.ts';
import type { Metric } from './metric.ts';
import type { ArmEstimate, GateReport } from './report.ts';

type Numbers = Omit<GateReport, 'sentence' | 'state'>;

/** "error_rate of the candidate 8.1 % against 1.0 % (margin 1.0 pp), e-value 212 of 60 needed, 412 requests" */
export function breachSentence(numbers: Numbers, metric: Metric, spec: GateSpec): string {
  const evidence = `e-value ${eValueText(numbers.eValue)} of ${eValueText(numbers.threshold)} needed`;
  return `${comparison(numbers, metric, spec)}, ${evidence}, ${counted(numbers.candidate.count, unitOf(metric))}`;
}

/** The same for how far the proof of health has come. */
export function safetySentence(numbers: Numbers, metric: Metric, spec: GateSpec): string {
  const evidence = `e-value ${eValueText(numbers.promotionEValue)} of ${eValueText(numbers.promotionThreshold)} needed for its margin`;
  return `${comparison(numbers, metric, spec)}, ${evidence}, ${counted(numbers.candidate.count, unitOf(metric))}`;
}

export function noDataSentence(numbers: Numbers): string {
  const missing = numbers.candidate.count === 0 ? 'the candidate' : 'stable';
  return `${subject(numbers)}: no data of ${missing} yet`;
}

function comparison(numbers: Numbers, metric: Metric, spec: GateSpec): string {
  const { candidate, stable } = numbers;
  return `${subject(numbers)} of the candidate ${estimate(candidate, metric)} against ${estimate(stable, metric)} (${bounds(metric, spec)})`;
}

function subject({ metric, cohort }: Numbers): string {
  return cohort === EVERYONE
    ? metric
    : `${metric} for ${cohort.endsWith('=*') ? `the other values of ${cohort.slice(0, -2)}` : cohort}`;
}

function estimate({ estimate: value }: ArmEstimate, metric: Metric): string {
  return value === undefined ? 'unknown' : amount(metric, value);
}

/** What the gate allows: `margin 1.0 pp, limit 8,000 ms`. */
function bounds(metric: Metric, spec: GateSpec): string {
  const limit = spec.limitMs ?? spec.limit;
  const parts = [
    spec.maxIncrease === undefined ? undefined : `margin ${marginAmount(metric, spec.maxIncrease)}`,
    spec.maxRatio === undefined ? undefined : `margin x ${Number(spec.maxRatio.toFixed(3))}`,
    limit === undefined ? undefined : `limit ${amount(metric, limit)}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function unitOf(metric: Metric): string {
  if (metric.kind === 'external') return 'reading';
  return metric.name.endsWith('_per_trace') ? 'trace' : 'request';
}
