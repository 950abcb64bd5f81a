import { Command } from 'commander';
import type { FreezeBody } from '../../control/api/schemas/freeze.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { colours } from '../output/colours.ts';
import { table } from '../output/output.ts';
import { ago } from '../output/text.ts';

interface FreezeOptions {
  readonly route?: string;
  readonly for?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly toStable?: boolean;
  readonly json?: boolean;
}

export function freezeCommand(context: CliContext): Command {
  const freeze = new Command('freeze')
    .description('start no release and take none forward, on one route or on all; what is under way still rolls back')
    .option('--route <route>', 'this route; all where left out')
    .option('--for <duration>', 'how long, such as 12h; until it is ended where left out')
    .option('--until <time>', 'until when, such as 2026-12-01T08:00:00Z')
    .option('--reason <text>', 'why, for the record')
    .option('--to-stable', 'abort what is under way, so that stable serves all')
    .option('--json', 'as JSON')
    .action(async (options: FreezeOptions) => {
      const { route, for: lasts, until, reason, toStable, json } = options;
      const body = { ...present({ route, lasts, until, reason }), toStable: toStable === true };
      const frozen = await context.api.call('freeze', { body });
      if (frozen.notAborted.length > 0) context.exitCode = EXIT.error;
      context
        .output({ json })
        .answer(frozen, (done) =>
          [
            `${colours.green('✓')} ${scopeText(done.freeze)}: no release starts, none goes forward.`,
            ...done.aborted.map((id) => `Release ${id} is aborted: stable serves all.`),
            ...done.notAborted.map(({ release, why }) =>
              colours.red(`Release ${release} could not be aborted: ${why}`),
            ),
          ].join('\n'),
        );
    });

  freeze
    .command('list')
    .description('what is frozen now')
    .option('--json', 'as JSON')
    .action(async (_options: unknown, command: Command) => {
      const { items } = await context.api.call('listFreezes');
      context.output(command.optsWithGlobals<{ json?: boolean }>()).answer(items, (all) =>
        table(
          ['route', 'since', 'until', 'by', 'reason'],
          all.map(({ route, since, until, by, reason }) => [route ?? 'all', ago(since), until ?? '', by, reason]),
        ),
      );
    });

  return freeze;
}

export function unfreezeCommand(context: CliContext): Command {
  return new Command('unfreeze')
    .description('end the freeze of a route, or that of all')
    .option('--route <route>', 'this route; that of all where left out')
    .option('--reason <text>', 'why, for the record')
    .option('--json', 'as JSON')
    .action(async ({ route, reason, json }: Pick<FreezeOptions, 'route' | 'reason' | 'json'>) => {
      const left = await context.api.call('unfreeze', { body: present({ route, reason }) });
      context
        .output({ json })
        .answer(left.items, (freezes) =>
          [
            `${colours.green('✓')} The freeze of ${route ?? 'all routes'} is ended.`,
            ...freezes.map((each) => `Still frozen: ${scopeText(each)}.`),
          ].join('\n'),
        );
    });
}

function present<Fields extends Readonly<Record<string, string | undefined>>>(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: string;
  };
}

function scopeText({ route, until, by, reason }: FreezeBody): string {
  return `${route ?? 'all routes'}${until === null ? '' : ` until ${until}`}, by ${by}: ${reason}`;
}
