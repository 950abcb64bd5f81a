import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { formatDuration } from '../../core/duration.ts';
import { percent } from '../../core/release/steps.ts';
import { type JudgeName, JUDGES } from '../../simulator/judge.ts';
import { scenarioSchema } from '../../simulator/scenario-schema.ts';
import type { SimulationReport, Spread } from '../../simulator/simulation-report.ts';
import type { CliContext } from '../context.ts';
import { parseCount, parseSeed } from '../options.ts';
import { facts } from '../output/output.ts';
import { readYamlFile } from '../yaml-file.ts';

interface SimulateOptions {
  readonly scenario: string;
  readonly runs: number;
  readonly seed: number;
  readonly judge: JudgeName;
  readonly json?: boolean;
}

export function simulateCommand(context: CliContext): Command {
  const judge = new Option('--judge <name>', 'who decides: this engine, or the documented rules of another tool');
  return new Command('simulate')
    .description('Run a release many times on virtual traffic: how often and how fast it ends how')
    .requiredOption('--scenario <file>', 'YAML or JSON; - for standard input')
    .option('--runs <count>', 'how many', parseCount, 200)
    .option('--seed <number>', 'the same seed gives the same figures', parseSeed, 1)
    .addOption(judge.choices(JUDGES).default('tidegate'))
    .option('--json', 'as JSON')
    .action(async ({ scenario: path, runs, seed, judge: name, json }: SimulateOptions) => {
      const scenario = await readYamlFile(path, scenarioSchema);
      const { runInParallel } = await import('../../simulator/run-in-parallel.ts');
      const report = await runInParallel(scenario, { runs, seed, judge: name }, availableParallelism());
      context.output({ json }).answer(report, reportText);
    });
}

function reportText({ judge, runs, seed, outcomes, rollback, harm, completion }: SimulationReport): string {
  const share = (count: number): string => `${count} (${percent(count / runs)})`;
  return facts([
    ['judge', judge],
    ['runs', `${runs}, seed ${seed}`],
    ['completed', share(outcomes.completed)],
    ['rolled back', share(outcomes.rolledBack)],
    ['held at the end', share(outcomes.held)],
    ['still running', share(outcomes.running)],
    ['rolled back after the change', spread(rollback.secondsAfterChange, inTime)],
    ['candidate requests by then', spread(rollback.candidateRequestsAfterChange, String)],
    ['excess failures', `${harm.excessFailures.mean} on average, ${harm.excessFailures.p95} at most in 95 % of runs`],
    ['completed after', spread(completion.seconds, inTime)],
  ]);
}

const inTime = (seconds: number): string => formatDuration(seconds * 1_000);

function spread(value: Spread | null, text: (value: number) => string): string | undefined {
  return value === null ? undefined : `${text(value.p50)} at the median, ${text(value.p95)} in 95 % of runs`;
}
