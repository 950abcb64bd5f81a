import type { JudgeName } from '../../simulator/judge.ts';
import type { Measured } from './measured.ts';

/**
 * Who harms least, at which price: in each scenario with failed answers, what users got beyond stable's, under tidegate and
 * under the best of the other judges; once among all, once among those that roll healthy releases back no more often.
 */
export function leadTable(measured: readonly Measured[]): string[] {
  const rows = measured
    .filter(
      ({ scenario, report }) =>
        scenario.kind === 'faulty' && report.judge === 'tidegate' && hasHarm(measured, scenario.name),
    )
    .map((own) => rowOf(measured, own));
  return [
    '| scenario | tidegate | best of the others | times as much | best of those with no more false rollbacks | times as much |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
}

export const lines = (table: readonly string[]): string => table.join('\n');

/** Latency and cost are no failed answers: there is nothing to compare by. */
function hasHarm(measured: readonly Measured[], name: string): boolean {
  return measured.some(({ scenario, report }) => scenario.name === name && harmOf(report) > 0);
}

function rowOf(measured: readonly Measured[], own: Measured): string {
  const others = measured.filter(
    ({ scenario, report }) => scenario.name === own.scenario.name && report.judge !== 'tidegate',
  );
  const falseRate = (judge: JudgeName): number =>
    falseRollbacks(measured, own.scenario.healthyTwin ?? 'healthy', judge);
  const careful = others.filter(({ report }) => falseRate(report.judge) <= falseRate('tidegate'));
  const cells = [own.scenario.name, harmOf(own.report).toFixed(1), ...best(others, own), ...best(careful, own)];
  return `| ${cells.join(' | ')} |`;
}

function best(others: readonly Measured[], own: Measured): [string, string] {
  const least = others.toSorted((one, other) => harmOf(one.report) - harmOf(other.report))[0];
  if (least === undefined) return ['none', ''];
  const times = harmOf(least.report) / Math.max(harmOf(own.report), 1e-9);
  return [`${least.report.judge} ${harmOf(least.report).toFixed(1)}`, times.toFixed(times < 10 ? 1 : 0)];
}

function falseRollbacks(measured: readonly Measured[], healthy: string, judge: JudgeName): number {
  return (
    measured.find(({ scenario, report }) => scenario.name === healthy && report.judge === judge)?.report.rollback
      .rate ?? 1
  );
}

function harmOf({ harm }: Measured['report']): number {
  return harm.excessFailures.mean;
}
