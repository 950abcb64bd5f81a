import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import type { CliContext } from '../context.ts';
import { diagnose, type Finding } from '../doctor/diagnose.ts';
import { table } from '../output/output.ts';
import { EXIT } from '../exit-codes.ts';

const MARKS: Readonly<Record<Finding['state'], string>> = {
  ok: colours.green('✓'),
  off: colours.dim('○'),
  failed: colours.red('✗'),
};

export function doctorCommand(context: CliContext): Command {
  return new Command('doctor')
    .description('Check what tidegate needs on this machine and what runs; exit code 1 where something is wrong')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const findings = await diagnose(context);
      if (findings.some(({ state }) => state === 'failed')) context.exitCode = EXIT.error;
      context.output(options).answer(findings, (all) =>
        table(
          ['', 'what', 'found', 'what to do'],
          all.map(({ state, what, found, advice }) => [MARKS[state], what, found, advice ?? '']),
        ),
      );
    });
}
