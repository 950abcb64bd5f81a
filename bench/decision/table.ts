import { formatDuration } from '../../core/duration.ts';
import type { SimulationReport } from '../../simulator/simulation-report.ts';
import type { BenchmarkScenario } from './scenarios.ts';

/** One line of the benchmark's table, in Markdown. */
export function row({ name, kind }: BenchmarkScenario, report: SimulationReport): string {
  const { rollback, harm, completion, outcomes, runs } = report;
  const cells = [
    name,
    report.judge,
    String(runs),
    percent(rollback.rate, runs),
    kind === 'faulty' ? percent(outcomes.completed / runs, runs) : '',
    kind === 'faulty' ? spread(rollback.secondsAfterChange, (seconds) => formatDuration(seconds * 1_000)) : '',
    kind === 'faulty' ? spread(rollback.candidateRequestsAfterChange, String) : '',
    kind === 'faulty' ? `${harm.excessFailures.mean.toFixed(1)} / ${harm.excessFailures.p95.toFixed(1)}` : '',
    kind === 'healthy' ? spread(completion.seconds, (seconds) => formatDuration(seconds * 1_000)) : '',
    kind === 'healthy' ? percent((outcomes.held + outcomes.running) / runs, runs) : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

export const HEADER = [
  '| scenario | judge | runs | rolled back | let through | time to rollback, p50 / p95 | candidate requests to it | failed answers beyond stable, mean / p95 | time to completion, p50 / p95 | not ended |',
  '|---|---|---|---|---|---|---|---|---|---|',
];

function percent(share: number, runs: number): string {
  const digits = runs >= 1_000 ? 2 : runs >= 50 ? 1 : 0;
  return `${(share * 100).toFixed(digits)} %`;
}

function spread(
  values: { readonly p50: number; readonly p95: number } | null,
  text: (value: number) => string,
): string {
  return values === null ? 'never' : `${text(values.p50)} / ${text(values.p95)}`;
}
