import { Command } from 'commander';
import { prepareNamespace } from '../../platform/temporal-namespace.ts';
import { connectTemporal } from '../../platform/temporal.ts';
import type { CliContext } from '../context.ts';
import { parseCount } from '../options.ts';

interface InitOptions {
  readonly retentionDays: number;
  readonly json?: boolean;
}

const DEFAULT_RETENTION_DAYS = 30;

/** What releases need of a Temporal service that is not ours. */
export function temporalCommand(context: CliContext): Command {
  const init = new Command('init')
    .description('Make the namespace fit for releases: there, keeping histories, with every search attribute')
    .option('--retention-days <days>', 'keep closed releases at least this long', parseCount, DEFAULT_RETENTION_DAYS)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nChanges only what is missing: run it at each deployment.')
    .action((options: InitOptions) => prepare(context, options));
  return new Command('temporal').description('Prepare the Temporal service at TEMPORAL_ADDRESS').addCommand(init);
}

async function prepare(context: CliContext, options: InitOptions): Promise<void> {
  const { config } = context;
  const client = await connectTemporal(config);
  try {
    await prepareNamespace(client, { minRetentionDays: options.retentionDays });
  } finally {
    await client.connection.close();
  }
  const answer = {
    address: config.temporal.address ?? `127.0.0.1:${config.ports.temporal}`,
    namespace: config.temporal.namespace,
  };
  context
    .output(options)
    .answer(answer, ({ namespace, address }) => `Namespace ${namespace} at ${address} is fit for releases.`);
}
