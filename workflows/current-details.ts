import { amount, eValueText } from '../core/decision/amounts.ts';
import { parseMetric } from '../core/decision/metric.ts';
import type { ArmEstimate, GateReport } from '../core/decision/report.ts';
import { nextStep } from '../core/release/steering.ts';
import { describeStep, percent } from '../core/release/steps.ts';
import { ENDED } from '../core/release/status.ts';
import type { ReleaseView, TimelineEntry } from './contract.ts';
import { demandsText } from './demands-text.ts';

/** How a release stands, as Markdown for the Temporal UI. `obstacle` is what keeps it from its next step. */
export function currentDetails(view: ReleaseView, obstacle: string | undefined): string {
  return [summary(view, obstacle), evidence(view.progress.gates), timeline(view.progress.recent)].join('\n\n');
}

function summary(view: ReleaseView, obstacle: string | undefined): string {
  const { stage, weight, status, progress } = view;
  return table(
    [view.route, `version ${view.candidateVersion}`],
    [
      ['stage', stage],
      ['weight', percent(weight)],
      ['status', `**${status.replaceAll('_', ' ')}**`],
      ['why', progress.reason],
      ['next', nextText(view, obstacle)],
    ],
  );
}

function nextText({ status, steps, progress }: ReleaseView, obstacle: string | undefined): string {
  if (ENDED.includes(status)) return 'nothing: the release is over';
  if (status === 'rolling_back') return 'over when every replica is back on stable';
  if (status === 'completing') return 'over when every replica has the candidate as stable';
  const { position, snapshotVersion } = progress;
  const begun = snapshotVersion !== undefined;
  const next = nextStep({ position, begun, steps });
  if (status === 'scheduled') return progress.reason;
  const name = next === undefined ? 'the candidate becomes stable' : describeStep(next);
  const present = begun ? steps[position.step] : undefined;
  const demands = present === undefined ? '' : ` ${demandsText(present)} at this step`;
  return `${name}${demands}${obstacle === undefined ? '' : `; ${obstacle}`}`;
}

function evidence(gates: readonly GateReport[]): string {
  if (gates.length === 0) return 'No evidence yet.';
  const rows = gates.map((gate) => [
    gate.key,
    armText(gate, gate.stable),
    armText(gate, gate.candidate),
    differenceText(gate),
    `${eValueText(gate.eValue)} of ${eValueText(gate.threshold)}`,
    gate.state.replaceAll('_', ' '),
  ]);
  return table(['gate', 'stable', 'candidate', 'difference', 'e-value of a breach', 'state'], rows);
}

function armText({ metric }: GateReport, { estimate, count }: ArmEstimate): string {
  const parsed = parseMetric(metric);
  if (estimate === undefined || parsed === undefined) return 'no data';
  return `${amount(parsed, estimate)} of ${count}`;
}

function differenceText({ metric, difference }: GateReport): string {
  const parsed = parseMetric(metric);
  if (difference === undefined || parsed === undefined) return '';
  const text = (value: number): string =>
    difference.kind === 'ratio' ? `× ${value.toFixed(2)}` : amount(parsed, value);
  return `${text(difference.estimate)} (${text(difference.low)} to ${text(difference.high)})`;
}

function timeline(recent: readonly TimelineEntry[]): string {
  const rows = recent.toReversed().map(({ atMs, event, actor, reason }) => {
    return [new Date(atMs).toISOString().slice(11, 19), event.replaceAll('_', ' '), actor, reason];
  });
  return table(['UTC', 'what', 'who', 'why'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text of people in a table's cell: it may end neither the cell nor the row. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
