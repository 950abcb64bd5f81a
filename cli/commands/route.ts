import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import { percent } from '../../core/release/steps.ts';
import type { Route, RouteVersionBody } from '../../control/api/schemas/route.ts';
import { collect } from '../collect.ts';
import type { CliContext } from '../context.ts';
import { facts, table } from '../output/output.ts';
import { ago } from '../output/text.ts';
import { parseCount } from '../options.ts';

interface JsonOption {
  readonly json?: boolean;
}

export function routeCommand(context: CliContext): Command {
  const route = new Command('route').description('Routes: the model names that apps send');

  route
    .command('list')
    .description('all routes, what serves them, and the release that has each')
    .option('--json', 'as JSON')
    .action(async (options: JsonOption) => {
      const routes = await collect((cursor) => context.api.call('listRoutes', { query: { limit: 200, cursor } }));
      context.output(options).answer(routes, routeTable);
    });

  route
    .command('get')
    .description('one route and its versions')
    .argument('<route>')
    .option('--json', 'as JSON')
    .action(async (routeId: string, options: JsonOption) => {
      const [found, versions] = await Promise.all([
        context.api.call('getRoute', { params: { routeId } }),
        context.api.call('listRouteVersions', { params: { routeId }, query: { limit: 20 } }),
      ]);
      context.output(options).answer({ ...found, versions: versions.items }, routeText);
    });

  route
    .command('rollback')
    .description('make an earlier version stable at once, without a release; a release under way loses the route')
    .argument('<route>')
    .option('--to <version>', 'the version to make stable', parseCount)
    .option('--reason <text>', 'why, for the record')
    .option('--json', 'as JSON')
    .action(async (routeId: string, options: JsonOption & { to?: number; reason?: string }) => {
      const body = {
        ...(options.to === undefined ? {} : { toVersion: options.to }),
        ...(options.reason === undefined ? {} : { reason: options.reason }),
      };
      const result = await context.api.call('rollbackRoute', { params: { routeId }, body });
      context.output(options).answer(result, ({ stableVersion, endedRelease }) => {
        const release = endedRelease === null ? '' : ` Release ${endedRelease} has lost the route.`;
        return `${colours.green('✓')} ${routeId} is on version ${stableVersion}.${release}`;
      });
    });

  return route;
}

function routeTable(routes: readonly Route[]): string {
  if (routes.length === 0) return 'There are no routes yet: add one with tidegate apply -f FILE';
  return table(
    ['route', 'stable', 'model', 'provider', 'release', 'candidate'],
    routes.map(({ id, stableVersion, stable, release }) => [
      colours.bold(id),
      `v${stableVersion}`,
      stable.model,
      stable.provider,
      release?.id,
      release === null ? undefined : `v${release.candidateVersion} at ${percent(release.weight)} (${release.stage})`,
    ]),
  );
}

function routeText(route: Route & { versions: readonly RouteVersionBody[] }): string {
  const { stable, release } = route;
  const head = facts([
    ['route', colours.bold(route.id)],
    ['stable', `version ${route.stableVersion}: ${stable.model} at ${stable.provider}`],
    ['prompt', stable.prompt === undefined ? undefined : `${stable.prompt.name} ${stable.prompt.version}`],
    ['assigned by', route.assignBy.join(', then ')],
    ['release', release === null ? undefined : `${release.id}: ${release.stage}, ${percent(release.weight)}`],
  ]);
  const versions = table(
    ['version', 'role', 'model', 'provider', 'prompt', 'differs in', 'by', 'made'],
    route.versions.map(({ number, role, config, changes, createdBy, createdAt }) => [
      `v${number}`,
      role === 'other' ? undefined : role,
      config.model,
      config.provider,
      config.prompt?.version,
      changes.length === 0 ? undefined : changes.join(', '),
      createdBy,
      ago(createdAt),
    ]),
  );
  return `${head}\n\n${versions}`;
}
