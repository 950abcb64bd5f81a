import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import { collect } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { facts, table } from '../output/output.ts';
import { ago } from '../output/text.ts';

interface IssueOptions {
  readonly tenant?: string;
  readonly team?: string;
  readonly route?: string[];
  readonly json?: boolean;
}

export function keyCommand(context: CliContext): Command {
  const key = new Command('key').description('Keys that apps call the gateway with');

  key
    .command('issue')
    .description('make a key; it is shown once')
    .argument('<name>', 'what uses it')
    .option('--tenant <tenant>', 'recorded with each call')
    .option('--team <team>', 'recorded with each call')
    .option('--route <route...>', 'routes that it may call; all where left out')
    .option('--json', 'as JSON')
    .action(async (name: string, { tenant, team, route: routes, json }: IssueOptions) => {
      const body = {
        name,
        ...(tenant === undefined ? {} : { tenant }),
        ...(team === undefined ? {} : { team }),
        ...(routes === undefined ? {} : { routes }),
      };
      const issued = await context.api.call('issueKey', { body });
      context.output({ json }).answer(issued, ({ id, secret }) =>
        [
          facts([
            ['id', id],
            ['key', colours.bold(secret)],
          ]),
          colours.dim('Keep it now: it is not shown again.'),
        ].join('\n'),
      );
    });

  key
    .command('list')
    .description('all keys, without their secrets')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const keys = await collect((cursor) => context.api.call('listKeys', { query: { limit: 200, cursor } }));
      context.output(options).answer(keys, (all) =>
        table(
          ['id', 'name', 'tenant', 'team', 'routes', 'issued', 'state'],
          all.map(({ id, name, tenant, team, routes, createdAt, revokedAt }) => [
            id,
            name,
            tenant,
            team,
            routes === null ? 'all' : routes.join(', '),
            ago(createdAt),
            revokedAt === null ? colours.green('valid') : colours.red(`revoked ${ago(revokedAt)}`),
          ]),
        ),
      );
    });

  key
    .command('revoke')
    .description('take a key back on every replica')
    .argument('<id>')
    .option('--reason <text>', 'why, for the record')
    .option('--json', 'as JSON')
    .action(async (keyId: string, { reason, json }: { reason?: string; json?: boolean }) => {
      const body = reason === undefined ? {} : { reason };
      const revoked = await context.api.call('revokeKey', { params: { keyId }, body });
      context
        .output({ json })
        .answer(revoked, ({ id, name }) => `${colours.green('✓')} Key ${id} (${name}) is revoked.`);
    });

  return key;
}
