import { Command } from 'commander';
import { applyCommand } from './commands/apply.ts';
import { auditCommand } from './commands/audit.ts';
import { backtestCommand } from './commands/backtest.ts';
import { costCommand } from './commands/cost.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { freezeCommand, unfreezeCommand } from './commands/freeze.ts';
import { keyCommand } from './commands/key.ts';
import { planCommand } from './commands/plan.ts';
import { releaseCommand } from './commands/release.ts';
import { routeCommand } from './commands/route.ts';
import { simulateCommand } from './commands/simulate.ts';
import { temporalCommand } from './commands/temporal.ts';
import { tokenCommand } from './commands/token.ts';
import { tracesCommand } from './commands/traces.ts';
import { upCommand } from './commands/up.ts';
import { completionCommand } from './commands/completion.ts';
import { initCommand } from './commands/init.ts';
import type { CliContext } from './context.ts';
import { isDryRun, offerDryRun } from './dry-run.ts';
import type { TextStream } from './output/output.ts';
import { packageVersion } from './package-version.ts';

const EXIT_CODES = `
Exit codes:
  0 done    1 error    2 wrong usage
  release watch: 0 completed    3 rolled back    4 aborted`;

/** They say more than what they would send: what it would come to. */
const OWN_DRY_RUNS: readonly string[] = ['apply', 'start'];

/** The `tidegate` command. */
export function createProgram(context: CliContext): Command {
  const program = new Command('tidegate')
    .description('Shadow, canary, ramp and automatic rollback for LLM routes')
    .version(packageVersion())
    .enablePositionalOptions() // --version after a command is that command's
    .showHelpAfterError('(see tidegate --help)')
    .addHelpText('after', EXIT_CODES);
  const commands = [
    upCommand,
    demoCommand,
    applyCommand,
    releaseCommand,
    freezeCommand,
    unfreezeCommand,
    planCommand,
    simulateCommand,
    backtestCommand,
    routeCommand,
    keyCommand,
    tokenCommand,
    tracesCommand,
    costCommand,
    temporalCommand,
    auditCommand,
    doctorCommand,
    initCommand,
    completionCommand,
  ];
  for (const command of commands) program.addCommand(command(context));
  offerDryRun(program);
  program.hook('preAction', (_program, action) => {
    context.dryRun = !OWN_DRY_RUNS.includes(action.name()) && isDryRun(action);
  });
  for (const command of [program, ...descendants(program)]) {
    // Commander asks each command anew what to do at an error, and where to write.
    command.exitOverride().configureOutput({ writeOut: write(context.stdout), writeErr: write(context.stderr) });
  }
  return program;
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...descendants(child)]);
}

const write = (stream: TextStream) => (text: string) => void stream.write(text);
