import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import { configFileSchema } from '../../core/config-schema.ts';
import { TidegateError } from '../../core/errors.ts';
import { interruption, untilAborted } from '../../platform/lifecycle.ts';
import type { Stack } from '../../platform/supervisor.ts';
import type { CliContext } from '../context.ts';
import { facts } from '../output/output.ts';
import { EXIT } from '../exit-codes.ts';
import { readYamlFile } from '../yaml-file.ts';

export function upCommand(context: CliContext): Command {
  return new Command('up')
    .description('Bring up the whole stack on this machine and keep it running until Ctrl-C')
    .action(async () => {
      await checkConfiguration(context.config.configFile);
      const { startStack } = await import('../../platform/supervisor.ts');
      const interrupted = interruption();
      try {
        const stack = await startStack(context.config, {
          interrupted,
          onProgress: (text) => console.log(colours.dim(text)),
          onTrouble: (sentence) => console.error(colours.yellow(sentence)),
        });
        console.log(stackText(stack));
        await untilAborted(interrupted);
        console.log(colours.dim('Stopping …'));
        await stack.stop();
        console.log(colours.dim('Stopped. The state stays: the next start goes on from here.'));
      } catch (error) {
        if (!interrupted.aborted || error instanceof TidegateError) throw error;
        context.exitCode = EXIT.interrupted;
      }
    });
}

/** A file that is wrong is said at once and with its lines, before anything is started. */
async function checkConfiguration(path: string | undefined): Promise<void> {
  if (path !== undefined) await readYamlFile(path, configFileSchema);
}

function stackText({ urls, apiKey, adminToken, config }: Stack): string {
  return `
${colours.bold('tidegate runs.')}

${facts([
  ['gateway', `${urls.gateway}/v1`],
  ['gateway key', apiKey],
  ['dashboard', `${urls.dashboard}/#token=${adminToken}`],
  ['admin token', adminToken],
  ['Temporal UI', urls.temporalUi],
  ['provider', `${urls.provider}/v1 (simulated)`],
  ['state', config.dataDir],
])}

Next: ${colours.cyan('npx tidegate apply -f tidegate.yaml')}, ${colours.cyan('npx tidegate release start --help')}, or ${colours.cyan('npm run demo')}.
Ctrl-C stops it.`;
}
