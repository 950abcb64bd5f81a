import { Command } from 'commander';
import pc from 'picocolors';
import type { CliContext } from '../context.ts';
import type { DemoStack } from '../demo/demo-stack.ts';
import { facts } from '../output/output.ts';
import { EXIT } from '../exit-codes.ts';
import { interruption, untilAborted } from '../../platform/lifecycle.ts';

interface DemoOptions {
  readonly keep?: boolean;
  readonly json?: boolean;
}

export function demoCommand(context: CliContext): Command {
  return new Command('demo')
    .description(
      'See a good release complete and a bad one roll back by itself, on the running stack or one of its own',
    )
    .option('--keep', 'keep a stack of its own running at the end, until Ctrl-C')
    .option('--json', 'the result as JSON')
    .action(async (options: DemoOptions) => {
      const interrupted = interruption();
      const { demoStack } = await import('../demo/demo-stack.ts');
      const say = (text: string): void => void process.stderr.write(`${pc.dim(text)}\n`);
      const stack = await demoStack(context.config, { onProgress: say, onTrouble: say, interrupted });
      try {
        const playing = play(context, stack, options);
        playing.catch(() => undefined); // an interruption ends the demo before its play does
        await Promise.race([playing, untilAborted(interrupted)]);
        if (interrupted.aborted) context.exitCode = EXIT.interrupted;
        else if (options.keep === true && stack.isOwn) await keep(stack, interrupted);
      } finally {
        await stack.stop();
      }
      // What still runs belongs to the play that was interrupted.
      if (interrupted.aborted) process.exit(context.exitCode);
    });
}

async function play(context: CliContext, stack: DemoStack, options: DemoOptions): Promise<void> {
  const { runDemo, succeeded } = await import('../demo/run-demo.ts');
  const { demoReport } = await import('../demo/report.ts');
  const output = context.output(options);
  const progress = options.json === true ? context.progress() : output;
  progress.line(
    facts([
      ['dashboard', stack.dashboardUrl],
      ['Temporal UI', stack.temporalUiUrl],
      ['stack', stack.isOwn ? 'brought up for the demo' : 'the one that runs'],
    ]),
  );
  const result = await runDemo(stack, progress);
  output.answer(result, demoReport);
  if (!succeeded(result)) context.exitCode = EXIT.error;
}

async function keep(stack: DemoStack, interrupted: AbortSignal): Promise<void> {
  process.stderr.write(`\nThe stack stays up at ${stack.dashboardUrl} until Ctrl-C.\n`);
  await untilAborted(interrupted);
}
