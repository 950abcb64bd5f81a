import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../core/duration.ts';
import { USAGE_GROUPS } from '../../store/usage.ts';
import type { CliContext } from '../context.ts';
import { alertTable, budgetTable, costTable } from '../output/cost-text.ts';

interface CostOptions {
  readonly by: (typeof USAGE_GROUPS)[number];
  readonly since?: number;
  readonly from?: string;
  readonly to?: string;
  readonly route?: string;
  readonly tenant?: string;
  readonly team?: string;
}

type Json = { readonly json?: boolean };

export function costCommand(context: CliContext): Command {
  const cost = new Command('cost').description('What calls cost, against the time before; what of budgets is left');

  cost
    .addOption(new Option('--by <group>', 'what to sum by').choices(USAGE_GROUPS).default('route'))
    .option('--route <route>', 'of a route')
    .option('--tenant <tenant>', 'of a tenant')
    .option('--team <team>', 'of a team')
    .option('--since <duration>', 'of the last 24h, 7d (24h where left out)', parseSince)
    .option('--from <time>', 'from then on, such as 2026-11-05T14:00:00Z')
    .option('--to <time>', 'before then')
    .option('--json', 'as JSON')
    .action(async ({ json, since, ...options }: CostOptions & Json) => {
      const from = since === undefined ? options.from : new Date(Date.now() - since).toISOString();
      const answer = await context.api.call('getCost', { query: { ...options, from } });
      context.output({ json: json ?? context.stdout.isTTY !== true }).answer(answer, costTable);
    });

  cost
    .command('budgets')
    .description('limits of days and months: what is used, and where that leads')
    .option('--route <route>', 'only those that are this route’s own')
    .option('--json', 'as JSON')
    .action(async (_options: unknown, command: Command) => {
      const { route, json } = command.optsWithGlobals<{ readonly route?: string } & Json>();
      const answer = await context.api.call('listBudgets', { query: { route } });
      context.output({ json: json ?? context.stdout.isTTY !== true }).answer(answer, ({ items }) => budgetTable(items));
    });

  cost
    .command('alerts')
    .description('drifts of costs, and budgets that came to a state, newest first')
    .option('--route <route>', 'only those of a route')
    .option('--json', 'as JSON')
    .action(async (_options: unknown, command: Command) => {
      const { route, json } = command.optsWithGlobals<{ readonly route?: string } & Json>();
      const { items } = await context.api.call('listCostAlerts', { query: { route } });
      context.output({ json: json ?? context.stdout.isTTY !== true }).answer(items, alertTable);
    });

  return cost;
}

function parseSince(text: string): number {
  const durationMs = parseDuration(text);
  if (durationMs === undefined) throw new InvalidArgumentError('it must look like 24h or 7d.');
  return durationMs;
}
