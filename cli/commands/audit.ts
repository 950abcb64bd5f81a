import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { auditLinkSchema } from '../../control/api/schemas/audit.ts';
import { TidegateError } from '../../core/errors.ts';
import { type ChainLink, verifyLinks } from '../../store/audit.ts';
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
    .option(
      '--noted <count:hash>',
      'what an earlier check told: finds a chain that was cut or written anew',
      parseNoted,
    )
    .option('--file <file>', 'check an export instead of the running system')
    .option('--json', 'as JSON')
    .action(async ({ noted, file, json }: { noted?: Noted; file?: string; json?: boolean }) => {
      const check =
        file === undefined
          ? await context.api.call('verifyAudit', noted === undefined ? {} : { query: { ...noted } })
          : verifyLinks(await readExport(file));
      if (!check.intact) context.exitCode = EXIT.error;
      context
        .output({ json })
        .answer(check, (result) =>
          result.intact
            ? `${colours.green('✓')} The record is intact: ${result.entries} entries.\n  Note it elsewhere for the next check: --noted ${result.entries}:${result.head}`
            : `${colours.red('✗')} The record was tampered with at entry ${result.brokenAt}: ${result.why}.`,
        );
    });

  audit
    .command('export')
    .description('the whole record with its hashes, oldest first, an entry a line as JSON')
    .action(async () => {
      let cursor: string | undefined;
      do {
        const page = await context.api.call('exportAudit', { query: { limit: 200, cursor } });
        for (const link of page.items) context.stdout.write(`${JSON.stringify(link)}\n`);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
    });

  return audit;
}

interface Noted {
  readonly sequence: number;
  readonly hash: string;
}

function parseNoted(text: string): Noted {
  const [, sequence, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new InvalidArgumentError('it must look like 120:9f86d0…, as verify tells it.');
  return { sequence: Number(sequence), hash };
}

async function readExport(file: string): Promise<ChainLink[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new TidegateError('invalid_input', `${file} cannot be read`, { cause });
  });
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, index) => {
    const parsed = auditLinkSchema.safeParse(jsonOf(line));
    if (parsed.success) return parsed.data;
    throw new TidegateError('invalid_input', `Line ${index + 1} of ${file} is no entry of tidegate audit export`);
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // whoever parses it says so
  }
}
