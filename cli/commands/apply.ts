import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import type { ConfigChange } from '../../control/api/schemas/apply.ts';
import { type ConfigFile, configFileSchema } from '../../core/config-schema.ts';
import { TidegateError } from '../../core/errors.ts';
import type { CliContext } from '../context.ts';
import { readYamlFile } from '../yaml-file.ts';

interface ApplyOptions {
  readonly file: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Before and after of each field that a change touches. */
type Differences = ReadonlyMap<string, readonly string[]>;

export function applyCommand(context: CliContext): Command {
  return new Command('apply')
    .description(
      'Apply a configuration file: providers, routes and limits. It adds what is missing and removes nothing',
    )
    .requiredOption('-f, --file <file>', 'YAML or JSON; - for standard input')
    .option('--dry-run', 'show the difference and change nothing')
    .option('--force', 'change what live routes serve at once, past the release process')
    .option('--json', 'as JSON')
    .action(async ({ file: path, dryRun = false, force = false, json }: ApplyOptions) => {
      const file = await readYamlFile(path, configFileSchema);
      const output = context.output({ json });
      const plan = await context.api.call('applyConfiguration', { query: { dryRun: 'true' }, body: file });
      const differences = json === true ? new Map() : await differencesOf(plan.changes, file, context);
      if (dryRun) {
        output.answer(plan, ({ changes }) => changeText(changes, differences, 'would be'));
        return;
      }
      const unreleased = plan.changes.filter((change) => change.needsForce);
      if (!force && unreleased.length > 0) {
        if (json !== true) output.aside(changeText(unreleased, differences, 'would be'));
        throw new TidegateError('conflict', refusal(unreleased));
      }
      const query = { force: force ? 'true' : 'false' };
      const result = await context.api.call('applyConfiguration', { query, body: file });
      output.answer(result, ({ changes }) => changeText(changes, differences, 'was'));
    });
}

function refusal(unreleased: readonly ConfigChange[]): string {
  const named = unreleased.map(({ what, id, fields }) => `${what} "${id}" (${fields.join(', ')})`).join(' and ');
  const route = unreleased.find(({ what }) => what === 'route');
  const way = route === undefined ? '' : `use tidegate release start --route ${route.id}, or `;
  return `This file would change the live ${named} at once, past the release process: ${way}apply it with --force.`;
}

async function differencesOf(
  changes: readonly ConfigChange[],
  file: ConfigFile,
  { api }: CliContext,
): Promise<Differences> {
  const differences = new Map<string, readonly string[]>();
  const providers = changes.some(isChangeOf('provider')) ? (await api.call('listProviders')).items : [];
  for (const change of changes.filter(isChangeOf('provider'))) {
    const before = providers.find(({ id }) => id === change.id) ?? {};
    const after = file.providers.find(({ id }) => id === change.id) ?? {};
    differences.set(keyOf(change), compare(change.fields, before, after));
  }
  const limits = changes.some(isChangeOf('limit')) ? (await api.call('listLimits')).items : [];
  for (const change of changes.filter(isChangeOf('limit'))) {
    const before = limits.find(({ id }) => id === change.id) ?? {};
    const after = file.limits.find(({ id }) => id === change.id) ?? {};
    differences.set(keyOf(change), compare(change.fields, before, after));
  }
  for (const change of changes.filter(isChangeOf('route'))) {
    const route = await api.call('getRoute', { params: { routeId: change.id } });
    const wanted = file.routes.find(({ id }) => id === change.id);
    const before = { ...route.stable, assignBy: route.assignBy };
    differences.set(keyOf(change), compare(change.fields, before, { ...wanted?.stable, assignBy: wanted?.assignBy }));
  }
  for (const change of changes.filter(isChangeOf('policy'))) {
    const own = file.routes.find(({ id, policy }) => id === change.id && policy !== undefined);
    const { policy } = await (own === undefined
      ? api.call('getPolicy')
      : api.call('getRoutePolicy', { params: { routeId: own.id } }));
    differences.set(keyOf(change), compare(change.fields, policy, own?.policy ?? file.policy ?? {}));
  }
  return differences;
}

const isChangeOf = (what: ConfigChange['what']) => (change: ConfigChange) =>
  change.kind === 'change' && change.what === what;
const keyOf = ({ what, id }: ConfigChange): string => `${what}/${id}`;

function compare(fields: readonly string[], before: object, after: object): string[] {
  return fields.flatMap((field) => [
    `    ${field}`,
    colours.red(`      - ${short(Reflect.get(before, field))}`),
    colours.green(`      + ${short(Reflect.get(after, field))}`),
  ]);
}

const LONGEST_VALUE = 300;

function short(value: unknown): string {
  const text = value === undefined ? '(none)' : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)} …` : text;
}

function changeText(changes: readonly ConfigChange[], differences: Differences, verb: 'was' | 'would be'): string {
  const lines = changes.flatMap((change) => {
    const name = `${change.what} ${colours.bold(change.id)}`;
    if (change.kind === 'same') return [colours.dim(`  = ${change.what} ${change.id} is the same`)];
    if (change.kind === 'add') return [colours.green(`  + ${name} ${verb} added`)];
    const past = change.needsForce ? colours.yellow(' past the release process') : '';
    return [`${colours.yellow('  ~')} ${name} ${verb} changed${past}`, ...(differences.get(keyOf(change)) ?? [])];
  });
  return lines.length === 0 ? 'The file names no provider, no route and no limit.' : lines.join('\n');
}
