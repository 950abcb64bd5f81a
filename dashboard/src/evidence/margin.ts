import { gatesOf } from '../../../core/decision/gate.ts';
import type { GateReport, GateSpec } from '../api/types.ts';

/** The line that the difference of a gate must not cross, on the scale of that difference. */
export interface MarginLine {
  readonly at: number;
  /** On which side of the line the candidate is too bad. */
  readonly worse: 'above' | 'below';
  readonly from: 'margin' | 'limit';
}

/** The line of a gate's report, from the gate as the release asked for it. None where there is nothing to draw it on. */
export function marginLine(report: GateReport, specs: readonly GateSpec[]): MarginLine | undefined {
  const gate = gatesOf(specs).find(({ name }) => name === nameOf(report));
  if (gate === undefined || report.difference === undefined) return undefined;
  const worse = gate.metric.kind === 'rate' && gate.metric.worse === 'lower' ? 'below' : 'above';
  const at = fromMargin(report, gate.spec, worse);
  if (at !== undefined) return { at, worse, from: 'margin' };
  const stable = report.stable.estimate;
  if (gate.limit === undefined || stable === undefined) return undefined;
  if (report.difference.kind === 'difference') return { at: gate.limit - stable, worse, from: 'limit' };
  return stable > 0 ? { at: gate.limit / stable, worse, from: 'limit' } : undefined;
}

/** `error_rate` of `error_rate{tenant=acme}`. */
function nameOf(report: GateReport): string {
  const brace = report.key.indexOf('{');
  return brace < 0 ? report.key : report.key.slice(0, brace);
}

function fromMargin(report: GateReport, spec: GateSpec, worse: MarginLine['worse']): number | undefined {
  const { maxIncrease, maxRatio } = spec;
  const stable = report.stable.estimate;
  const isRatio = report.difference?.kind === 'ratio';
  if (maxIncrease !== undefined) {
    const increase = worse === 'above' ? maxIncrease : -maxIncrease;
    if (!isRatio) return increase;
    return stable === undefined || stable <= 0 ? undefined : 1 + increase / stable;
  }
  if (maxRatio === undefined) return undefined;
  const ratio = worse === 'above' ? maxRatio : 1 / maxRatio;
  if (isRatio) return ratio;
  return stable === undefined ? undefined : stable * (ratio - 1);
}
