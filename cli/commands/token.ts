import { Command, Option } from 'commander';
import type { TokenBody } from '../../control/api/schemas/token.ts';
import { type Role, ROLES } from '../../core/access/roles.ts';
import { collect } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { colours } from '../output/colours.ts';
import { facts, table } from '../output/output.ts';
import { ago } from '../output/text.ts';

interface IssueOptions {
  readonly role: Role;
  readonly route?: string[];
  readonly expires?: string;
  readonly json?: boolean;
}

export function tokenCommand(context: CliContext): Command {
  const token = new Command('token').description('Tokens that people and programs call the control API with');

  token
    .command('issue')
    .description('make a token; it is shown once')
    .argument('<name>', 'whose it is, such as ada@example.com: it stands in the record as the actor')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--route <route...>', 'routes that it reaches; all where left out')
    .option('--expires <duration>', 'how long it is valid, such as 90d; for good where left out')
    .option('--json', 'as JSON')
    .action(async (name: string, { role, route, expires, json }: IssueOptions) => {
      const body = {
        name,
        role,
        ...(route === undefined ? {} : { routes: route }),
        ...(expires === undefined ? {} : { validFor: expires }),
      };
      const issued = await context.api.call('issueToken', { body });
      context.output({ json }).answer(issued, ({ id, secret }) =>
        [
          facts([
            ['id', id],
            ['token', colours.bold(secret)],
          ]),
          colours.dim('Keep it now: it is not shown again. TIDEGATE_TOKEN takes it.'),
        ].join('\n'),
      );
    });

  token
    .command('list')
    .description('all tokens, without their secrets')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const tokens = await collect((cursor) => context.api.call('listTokens', { query: { limit: 200, cursor } }));
      context.output(options).answer(tokens, (all) =>
        table(
          ['id', 'name', 'role', 'routes', 'issued', 'by', 'state'],
          all.map((each) => [
            each.id,
            each.name,
            each.role,
            each.routes === null ? 'all' : each.routes.join(', '),
            ago(each.createdAt),
            each.createdBy,
            stateText(each),
          ]),
        ),
      );
    });

  token
    .command('revoke')
    .description('refuse a token from now on')
    .argument('<id>')
    .option('--reason <text>', 'why, for the record')
    .option('--json', 'as JSON')
    .action(async (tokenId: string, { reason, json }: { reason?: string; json?: boolean }) => {
      const body = reason === undefined ? {} : { reason };
      const revoked = await context.api.call('revokeToken', { params: { tokenId }, body });
      context
        .output({ json })
        .answer(revoked, ({ id, name }) => `${colours.green('✓')} Token ${id} (${name}) is revoked.`);
    });

  return token;
}

function stateText({ revokedAt, expiresAt }: TokenBody): string {
  if (revokedAt !== null) return colours.red(`revoked ${ago(revokedAt)}`);
  if (expiresAt === null) return colours.green('valid');
  const over = Date.parse(expiresAt) <= Date.now();
  return over ? colours.red(`expired ${ago(expiresAt)}`) : colours.green(`valid until ${expiresAt.slice(0, 16)}Z`);
}
