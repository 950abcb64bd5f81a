import { colours } from '../output/colours.ts';
import type { GateReportBody } from '../../control/api/schemas/evidence.ts';
import { amount, eValueText, share } from '../../core/decision/amounts.ts';
import { type Metric, parseMetric } from '../../core/decision/metric.ts';
import { table } from '../output/output.ts';

type GateState = GateReportBody['state'];

const STATES: Readonly<Record<GateState, string>> = {
  no_data: colours.yellow('no data'),
  collecting: colours.cyan('collecting'),
  healthy: colours.green('healthy'),
  breached: colours.red('breached'),
  inconclusive: colours.yellow('inconclusive'),
};

/** Each gate with what both arms came to, and its evidence against what it takes. */
export function gateTable(gates: readonly GateReportBody[]): string {
  return table(
    ['gate', 'stable', 'candidate', 'difference', 'against it', 'for it', 'state'],
    gates.map((gate) => {
      const metric = parseMetric(gate.metric);
      return [
        gate.key,
        estimate(metric, gate.stable),
        estimate(metric, gate.candidate),
        differenceText(metric, gate.difference),
        evidence(gate.eValue, gate.threshold, colours.red),
        evidence(gate.promotionEValue, gate.promotionThreshold, colours.green),
        STATES[gate.state],
      ];
    }),
  );
}

function estimate(
  metric: Metric | undefined,
  { estimate: value, count }: GateReportBody['stable'],
): string | undefined {
  if (value === undefined) return undefined;
  return `${metric === undefined ? value.toPrecision(3) : amount(metric, value)} ${colours.dim(`(${Math.round(count)})`)}`;
}

function differenceText(metric: Metric | undefined, difference: GateReportBody['difference']): string | undefined {
  if (difference === undefined) return undefined;
  const { kind, estimate: value, low, high } = difference;
  if (kind === 'ratio') return `x ${value.toFixed(2)} ${colours.dim(`[${low.toFixed(2)}, ${high.toFixed(2)}]`)}`;
  const text = (one: number): string => (metric?.kind === 'rate' ? share(one) : one.toPrecision(3));
  return `${value > 0 ? '+' : ''}${text(value)} pp ${colours.dim(`[${text(low)}, ${text(high)}]`)}`;
}

const BAR_WIDTH = 8;

/** Evidence grows by factors, so its bar is logarithmic: empty at 1, full at the threshold. */
function evidence(eValue: number, threshold: number, colour: (text: string) => string): string {
  const done = threshold > 1 ? Math.log(Math.max(1, eValue)) / Math.log(threshold) : 1;
  const filled = Math.round(Math.min(1, Math.max(0, done)) * BAR_WIDTH);
  const bar = colour('▮'.repeat(filled)) + colours.dim('▯'.repeat(BAR_WIDTH - filled));
  return `${bar} ${eValueText(eValue)}${colours.dim(`/${eValueText(threshold)}`)}`;
}
