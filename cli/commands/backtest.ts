import { createReadStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { formatDuration } from '../../core/duration.ts';
import { TidegateError } from '../../core/errors.ts';
import type { Verdict } from '../../core/decision/verdict.ts';
import { releaseFieldsSchema } from '../../core/release/spec-schema.ts';
import { backtest, type BacktestLine, type BacktestRelease, replay } from '../../simulator/backtest.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { colours } from '../output/colours.ts';
import { releasesSince, storedBatches } from '../stored-batches.ts';
import { readYamlFile } from '../yaml-file.ts';

interface BacktestOptions {
  readonly file: string;
  readonly route?: string;
  readonly release?: string;
  readonly since: string;
  readonly exitCode?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Each line of the input is what one look brought, as JSON; docs/backtest.md has the format.

Examples:
  tidegate backtest -f release.yaml < batches.jsonl
  tidegate backtest -f release.yaml batches.jsonl --exit-code && echo "no run was rolled back"
  tidegate backtest -f release.yaml --route support-agent --since 30d`;

export function backtestCommand(context: CliContext): Command {
  return new Command('backtest')
    .description('What the gates would have said about recorded batches of outcomes: one verdict a line')
    .argument('[batches]', 'JSON lines; standard input where left out', '-')
    .requiredOption('-f, --file <file>', 'the release (its gates, plan and risk) as YAML or JSON')
    .option('--route <route>', 'instead of batches: every release of the route that is stored, each a run')
    .option('--since <duration>', 'with --route: those asked for since then', '30d')
    .option('--release <id>', 'instead of batches: one stored release')
    .option('--exit-code', `end with ${EXIT.rolledBack} when a run was rolled back`)
    .option('--json', 'JSON lines; what is not a terminal gets them anyway')
    .addHelpText('after', EXAMPLES)
    .action(async (batches: string, options: BacktestOptions) => {
      const { file, exitCode, json } = options;
      const release = await readYamlFile(file, backtestReleaseSchema);
      const output = context.output({ json });
      const runs = new Set<string>();
      for await (const said of verdictsOf(context, release, batches, options)) {
        output.line(output.isLive ? lineText(said) : JSON.stringify(said));
        if (said.verdict === 'rollback') runs.add(said.run);
      }
      if (exitCode === true && runs.size > 0) context.exitCode = EXIT.rolledBack;
    });
}

/** What decides; route and candidate may be there or not. */
const backtestReleaseSchema = releaseFieldsSchema.partial({ route: true, candidate: true });

async function* verdictsOf(
  { api }: CliContext,
  release: BacktestRelease,
  batches: string,
  options: BacktestOptions,
): AsyncGenerator<BacktestLine> {
  const { route, release: id, since } = options;
  if (id !== undefined) yield* replay(release, storedBatches(api, id));
  else if (route !== undefined)
    for (const stored of await releasesSince(api, route, since)) yield* replay(release, storedBatches(api, stored));
  else yield* backtest(release, await linesOf(batches));
}

async function linesOf(path: string): Promise<AsyncIterable<string>> {
  if (path === '-') return createInterface({ input: process.stdin, crlfDelay: Infinity });
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    throw new TidegateError('invalid_input', `${path} cannot be read: check the path.`, { cause });
  }
  return createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}

const COLOUR: Readonly<Record<Verdict['kind'], (text: string) => string>> = {
  rollback: colours.red,
  hold: colours.yellow,
  promote: colours.green,
  continue: colours.dim,
};

function lineText({ run, atSeconds, verdict, reason }: BacktestLine): string {
  const place = [run, formatDuration(atSeconds * 1_000)].filter((part) => part !== '').join('  ');
  return `${place.padEnd(20)}  ${COLOUR[verdict](verdict.padEnd(8))}  ${reason}`;
}
