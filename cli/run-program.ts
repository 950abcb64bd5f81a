import { type Command, CommanderError } from 'commander';
import { colours } from './output/colours.ts';
import { TidegateError } from '../core/errors.ts';
import { type CliContext, createContext, type Surroundings } from './context.ts';
import { DryRun } from './dry-run.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** Runs one command line and says how the process is to end. An error is one sentence on stderr, never a stack. */
export async function runProgram(
  createProgram: (context: CliContext) => Command,
  parameters: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  try {
    const context = createContext(surroundings);
    await createProgram(context).parseAsync([...parameters], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return tell(error, surroundings);
  }
}

function tell(error: unknown, { stdout, stderr }: Surroundings): ExitCode {
  if (error instanceof DryRun) {
    const { method, path, body } = error.request;
    stdout.write(`Would send ${method} ${path}\n${JSON.stringify(body, null, 2)}\nNothing was changed.\n`);
    return EXIT.ok;
  }
  // Commander has said what is wrong with the usage; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const text = error instanceof TidegateError ? error.message : `Something failed inside tidegate: ${String(error)}`;
  stderr.write(`${colours.red('Error:')} ${text}\n`);
  return EXIT.error;
}
