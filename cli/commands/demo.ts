import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import type { CliContext } from '../context.ts';
import type { DemoStack } from '../demo/demo-stack.ts';
import { createOutput, facts } from '../output/output.ts';
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
      try {
        await runOnStack(context, options, interrupted);
      } catch (error) {
        if (!interrupted.aborted) throw error;
      }
      // What is still under way belongs to a demo that nobody wants to see any more.
      if (interrupted.aborted) process.exit(EXIT.interrupted);
    });
}

async function runOnStack(context: CliContext, options: DemoOptions, interrupted: AbortSignal): Promise<void> {
  const { demoStack } = await import('../demo/demo-stack.ts');
  const say = (text: string): void => void context.stderr.write(`${colours.dim(text)}\n`);
  const stack = await demoStack(context.config, { onProgress: say, onTrouble: say, interrupted });
  try {
    const playing = play(context, stack, options, interrupted);
    // The user's own stack is left tidy: the play aborts its release. One of the demo's own just ends.
    await (stack.isOwn ? Promise.race([playing, untilAborted(interrupted)]) : playing);
    if (options.keep === true && stack.isOwn && !interrupted.aborted) {
      say(`The stack stays up at ${stack.dashboardUrl} until Ctrl-C.`);
      await untilAborted(interrupted);
    }
  } finally {
    await stack.stop();
  }
}

async function play(
  context: CliContext,
  stack: DemoStack,
  options: DemoOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const { runDemo, succeeded } = await import('../demo/run-demo.ts');
  const { demoReport } = await import('../demo/report.ts');
  const output = context.output(options);
  const progress = options.json === true ? createOutput({ ...context, stdout: context.stderr }, false) : output;
  progress.line(
    facts([
      ['dashboard', stack.dashboardUrl],
      ['Temporal UI', stack.temporalUiUrl],
      ['stack', stack.isOwn ? 'brought up for the demo' : 'the one that runs'],
    ]),
  );
  const result = await runDemo(stack, progress, interrupted);
  output.answer(result, demoReport);
  if (!succeeded(result)) context.exitCode = EXIT.error;
}
