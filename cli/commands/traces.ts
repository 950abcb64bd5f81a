import { Command, InvalidArgumentError } from 'commander';
import type { StepSummaryBody, Trace } from '../../control/api/schemas/trace.ts';
import { parseDuration } from '../../core/duration.ts';
import type { CliContext } from '../context.ts';
import { parseLimit } from '../options.ts';
import { bodyText, stepTable, traceTable, treeText } from '../output/trace-text.ts';

interface SearchOptions {
  readonly since?: number;
  readonly from?: string;
  readonly [filter: string]: string | number | undefined;
}

interface ListOptions extends SearchOptions {
  readonly limit: number;
}

interface DeleteOptions {
  readonly user?: string;
  readonly session?: string;
  readonly reason: string;
}

type Json = { readonly json?: boolean };

export function tracesCommand(context: CliContext): Command {
  const traces = new Command('traces').description('Calls, newest first; what happened in one trace');

  withSearch(traces)
    .option('--trace <id>', 'of one trace (x-tidegate-trace-id of an answer)')
    .option('--limit <count>', 'how many', parseLimit, 50)
    .option('--json', 'as JSON')
    .action(async ({ json, ...options }: ListOptions & Json) => {
      const page = await context.api.call('listTraces', { query: queryOf(options) });
      context.output({ json }).answer(page.items, (items: readonly Trace[]) => traceTable(items));
    });

  traces
    .command('show')
    .argument('<trace>', 'x-tidegate-trace-id of an answer')
    .description('all calls of a trace as a tree, with calls, cost and latency by step')
    .option('--bodies', 'with captured prompts and answers; the audit record will say that you read them')
    .option('--json', 'as JSON')
    .action(async (traceId: string, { bodies }: { readonly bodies?: boolean }, command: Command) => {
      const tree = await context.api.call('getTrace', { params: { traceId } });
      const read = bodies === true ? await context.api.call('readTraceBodies', { params: { traceId } }) : { items: [] };
      const answer = bodies === true ? { ...tree, bodies: read.items } : tree;
      context
        .output(command.optsWithGlobals<Json>())
        .answer(answer, () => [treeText(tree), ...read.items.map(bodyText)].join('\n\n'));
    });

  traces
    .command('delete')
    .description('delete all that is stored of the calls of one user or one session')
    .option('--user <id>', 'the user, as apps name them')
    .option('--session <id>', 'the session')
    .requiredOption('--reason <reason>', 'for the audit record, such as a ticket; name no person in it')
    .option('--json', 'as JSON')
    .action(async (_options: unknown, command: Command) => {
      const { user, session, reason, json } = command.optsWithGlobals<DeleteOptions & Json>();
      const deletion = await context.api.call('deletePerson', { body: { user, session, reason } });
      context
        .output({ json })
        .answer(
          deletion,
          ({ calls, traces: of, bodies, feedback }) =>
            `Deleted ${calls} calls of ${of} traces, ${bodies} bodies and ${feedback} entries of feedback.`,
        );
    });

  withSearch(traces.command('steps'))
    .description('calls, cost and latency by step of agents’ tasks and by arm')
    .option('--json', 'as JSON')
    .action(async (_options: unknown, command: Command) => {
      const { json, limit: _limit, ...options } = command.optsWithGlobals<ListOptions & Json>();
      const summary = await context.api.call('summarizeSteps', { query: queryOf(options) });
      context.output({ json }).answer(summary.items, (items: readonly StepSummaryBody[]) => stepTable(items));
    });

  return traces;
}

function withSearch(command: Command): Command {
  return command
    .option('--route <route>', 'of a route')
    .option('--version <number>', 'of a route version')
    .option('--release <id>', 'of a release')
    .option('--arm <arm>', 'stable, candidate or shadow')
    .option('--step <step>', 'of a step of agents’ tasks, such as planner')
    .option('--session <id>', 'of a session')
    .option('--user <id>', 'of a user')
    .option('--cohort <label=value>', 'of a cohort, such as tenant=acme')
    .option('--outcome <outcome>', 'ok, error or timeout')
    .option('--status <status>', 'with that HTTP status')
    .option('--error-type <type>', 'with that type of error')
    .option('--min-cost-usd <amount>', 'that cost at least so much')
    .option('--min-latency-ms <ms>', 'that took at least so long')
    .option('--max-latency-ms <ms>', 'that took at most so long')
    .option('--text <words>', 'whose captured prompt or answer has these words')
    .option('--since <duration>', 'of the last 15m, 2h, 7d', parseSince)
    .option('--from <time>', 'from then on, such as 2026-11-05T14:00:00Z')
    .option('--to <time>', 'before then');
}

function queryOf({ since, ...filters }: SearchOptions): Record<string, string | number | undefined> {
  return since === undefined ? filters : { ...filters, from: new Date(Date.now() - since).toISOString() };
}

function parseSince(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs === undefined) throw new InvalidArgumentError('it must look like 15m, 2h or 7d.');
  return durationMs;
}
