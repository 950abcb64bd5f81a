import type { Decision, JudgeName } from './judge.ts';

/** How one run ended. */
export interface RunResult {
  readonly decision: Decision;
  /** When it ended, in seconds from its start. */
  readonly second: number;
  readonly changeSecond: number;
  readonly candidateRequestsAfterChange: number;
  readonly excessFailures: number;
}

/** What a simulation prints; `null` where nothing happened. */
export interface SimulationReport {
  readonly judge: JudgeName;
  readonly runs: number;
  readonly seed: number;
  readonly outcomes: {
    readonly completed: number;
    readonly rolledBack: number;
    readonly held: number;
    readonly running: number;
  };
  readonly rollback: {
    readonly rate: number;
    readonly secondsAfterChange: Spread | null;
    readonly candidateRequestsAfterChange: Spread | null;
  };
  readonly harm: { readonly excessFailures: { readonly mean: number; readonly p95: number } };
  readonly completion: { readonly seconds: Spread | null };
}

export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

export function summarise(
  { judge, runs, seed }: { readonly judge: JudgeName; readonly runs: number; readonly seed: number },
  results: readonly RunResult[],
): SimulationReport {
  const count = (decision: Decision): number => results.filter((result) => result.decision === decision).length;
  const rolledBack = results.filter((result) => result.decision === 'rolled_back');
  // A rollback before the change is a false one: it says nothing of how fast the change was seen.
  const afterChange = rolledBack.filter((result) => result.second > result.changeSecond);
  const harm = results.map((result) => result.excessFailures);
  return {
    judge,
    runs,
    seed,
    outcomes: {
      completed: count('completed'),
      rolledBack: rolledBack.length,
      held: count('hold'),
      running: count('go_on'),
    },
    rollback: {
      rate: rolledBack.length / Math.max(1, results.length),
      secondsAfterChange: spread(afterChange.map((result) => result.second - result.changeSecond)),
      candidateRequestsAfterChange: spread(afterChange.map((result) => result.candidateRequestsAfterChange)),
    },
    harm: {
      excessFailures: {
        mean: rounded(harm.reduce((sum, value) => sum + value, 0) / Math.max(1, harm.length)),
        p95: rounded(quantileOf(harm, 0.95) ?? 0),
      },
    },
    completion: {
      seconds: spread(results.filter((result) => result.decision === 'completed').map((result) => result.second)),
    },
  };
}

function spread(values: readonly number[]): Spread | null {
  const p50 = quantileOf(values, 0.5);
  const p95 = quantileOf(values, 0.95);
  return p50 === undefined || p95 === undefined ? null : { p50, p95 };
}

function quantileOf(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
