import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import type { CliContext } from '../context.ts';
import { parseLimit } from '../options.ts';
import { table } from '../output/output.ts';
import { EXIT } from '../exit-codes.ts';

export function auditCommand(context: CliContext): Command {
  const audit = new Command('audit').description('The append-only record of who did what and why');

  audit
    .command('list')
    .description('entries, newest first')
    .option('--subject <subject>', 'of one subject, such as route/support-agent')
    .option('--limit <count>', 'how many', parseLimit, 50)
    .option('--json', 'as JSON')
    .action(async ({ subject, limit, json }: { subject?: string; limit: number; json?: boolean }) => {
      const page = await context.api.call('listAudit', { query: { subject, limit } });
      context.output({ json }).answer(page.items, (entries) =>
        table(
          ['#', 'at', 'actor', 'action', 'subject', 'reason'],
          entries.map(({ sequence, at, actor, action, subject: of, reason }) => [
            sequence,
            at.replace('T', ' ').slice(0, 19),
            actor,
            action,
            of,
            reason,
          ]),
        ),
      );
    });

  audit
    .command('verify')
    .description('check the whole chain; exit code 1 where it was tampered with')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const check = await context.api.call('verifyAudit');
      if (!check.intact) context.exitCode = EXIT.error;
      context
        .output(options)
        .answer(check, (result) =>
          result.intact
            ? `${colours.green('✓')} The record is intact: ${result.entries} entries.`
            : `${colours.red('✗')} The record was tampered with at entry ${result.brokenAt}: ${result.why}.`,
        );
    });

  return audit;
}
