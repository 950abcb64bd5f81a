import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import { collect } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { facts, table } from '../output/output.ts';
import { ago } from '../output/text.ts';
import { limitText, parseKeyLimit, parseLabels } from '../key-options.ts';
import type { IssuedKey, Key, NewKeyInput } from '../../control/api/schemas/key.ts';

interface IssueOptions {
  readonly tenant?: string;
  readonly team?: string;
  readonly label?: string[];
  readonly route?: string[];
  readonly limit?: string[];
  readonly expires?: string;
  readonly json?: boolean;
}

interface ChangeOptions {
  readonly reason?: string;
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
    .option('--label <name=value...>', 'recorded with each call; cohorts may go by it')
    .option('--limit <limit...>', 'what it may use, such as 60-requests/minute, 50-usd/day or 2000000-tokens/month')
    .option('--expires <duration>', 'how long it is valid, such as 90d; for good where left out')
    .option('--json', 'as JSON')
    .action(async (name: string, { json, ...options }: IssueOptions) => {
      const issued = await context.api.call('issueKey', { body: newKey(name, options) });
      context.output({ json }).answer(issued, secretText);
    });

  key
    .command('list')
    .description('all keys, without their secrets')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const keys = await collect((cursor) => context.api.call('listKeys', { query: { limit: 200, cursor } }));
      context.output(options).answer(keys, (all) =>
        table(
          ['id', 'name', 'tenant', 'team', 'routes', 'limits', 'issued', 'state'],
          all.map((each) => [
            each.id,
            each.name,
            each.tenant,
            each.team,
            each.routes === null ? 'all' : each.routes.join(', '),
            each.limits.map(limitText).join(', '),
            ago(each.createdAt),
            stateText(each),
          ]),
        ),
      );
    });

  key
    .command('rotate')
    .description('give a key another secret, shown once; the one before stays valid for a while')
    .argument('<id>')
    .option('--grace <duration>', 'how long the secret before is valid beside the new one; 24h where left out')
    .option('--reason <text>', 'why, for the record')
    .option('--json', 'as JSON')
    .action(async (keyId: string, { grace, reason, json }: ChangeOptions & { grace?: string }) => {
      const body = { ...given('grace', grace), ...given('reason', reason) };
      const rotated = await context.api.call('rotateKey', { params: { keyId }, body });
      context.output({ json }).answer(rotated, secretText);
    });

  key
    .command('expire')
    .description('say when a key ends')
    .argument('<id>')
    .requiredOption('--in <duration>', 'how long it is still valid, from now on; 0s ends it')
    .option('--reason <text>', 'why, for the record')
    .option('--json', 'as JSON')
    .action(async (keyId: string, { in: validFor, reason, json }: ChangeOptions & { in: string }) => {
      const body = { validFor, ...given('reason', reason) };
      const changed = await context.api.call('expireKey', { params: { keyId }, body });
      context
        .output({ json })
        .answer(changed, (each) => `${colours.green('✓')} Key ${each.id} (${each.name}): ${stateText(each)}.`);
    });

  key
    .command('revoke')
    .description('take a key back on every replica')
    .argument('<id>')
    .option('--reason <text>', 'why, for the record')
    .option('--json', 'as JSON')
    .action(async (keyId: string, { reason, json }: ChangeOptions) => {
      const body = given('reason', reason);
      const revoked = await context.api.call('revokeKey', { params: { keyId }, body });
      context
        .output({ json })
        .answer(revoked, ({ id, name }) => `${colours.green('✓')} Key ${id} (${name}) is revoked.`);
    });

  return key;
}

function newKey(name: string, { tenant, team, route, label, limit, expires }: IssueOptions): NewKeyInput {
  return {
    name,
    ...given('tenant', tenant),
    ...given('team', team),
    ...given('routes', route),
    ...given('labels', label && parseLabels(label)),
    ...given('limits', limit?.map(parseKeyLimit)),
    ...given('validFor', expires),
  };
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [key in Name]?: Value };
}

function secretText({ id, secret, previousExpiresAt }: IssuedKey): string {
  const before: [string, string][] = previousExpiresAt === null ? [] : [['before', `valid until ${previousExpiresAt}`]];
  return [
    facts([['id', id], ['key', colours.bold(secret)], ...before]),
    colours.dim('Keep it now: it is not shown again.'),
  ].join('\n');
}

function stateText({ revokedAt, expiresAt }: Key): string {
  if (revokedAt !== null) return colours.red(`revoked ${ago(revokedAt)}`);
  if (expiresAt === null) return colours.green('valid');
  const over = Date.parse(expiresAt) <= Date.now();
  return over ? colours.red(`expired ${ago(expiresAt)}`) : colours.green(`valid until ${expiresAt.slice(0, 16)}Z`);
}
