import { Command, Option } from 'commander';
import { colours } from '../output/colours.ts';
import type { ReleaseSummary } from '../../control/api/schemas/release.ts';
import { percent } from '../../core/release/steps.ts';
import type { CliContext } from '../context.ts';
import { parseLimit, parsePositive } from '../options.ts';
import { table } from '../output/output.ts';
import { ago, statusText } from '../output/text.ts';
import { releaseNamed } from '../release-named.ts';
import { releaseText } from '../watch/release-text.ts';
import { watchRelease } from '../watch/watch-release.ts';
import { releaseReportCommand } from './release-report.ts';
import { releaseStartCommand } from './release-start.ts';

interface ListOptions {
  readonly route?: string;
  readonly status?: string;
  readonly open?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

interface SteerOptions {
  readonly reason?: string;
  readonly json?: boolean;
}

interface ApproveOptions {
  readonly before?: 'shadow' | 'canary' | 'ramp' | 'bake';
  readonly weight?: number;
}

const RELEASE = 'its id, or its route: the newest release of that is meant';

export function releaseCommand(context: CliContext): Command {
  const release = new Command('release').description('Releases: start, watch and steer them');
  release.addCommand(releaseStartCommand(context));
  release.addCommand(releaseReportCommand(context));

  release
    .command('list')
    .description('releases, newest first')
    .option('--route <route>', 'of one route')
    .option('--status <status>', 'in one status, such as held')
    .option('--open', 'only those under way')
    .option('--limit <count>', 'how many', parseLimit, 20)
    .option('--json', 'as JSON')
    .action(async ({ route, status, open, limit, json }: ListOptions) => {
      const query = { route, status, open: open === true ? 'true' : undefined, limit };
      const page = await context.api.call('listReleases', { query });
      context.output({ json }).answer(page.items, releaseTable);
    });

  release
    .command('get')
    .description('one release: its steps, evidence and timeline')
    .argument('<release>', RELEASE)
    .option('--json', 'as JSON')
    .action(async (word: string, options: { json?: boolean }) => {
      const releaseId = await releaseNamed(word, context);
      const found = await context.api.call('getRelease', { params: { releaseId } });
      context.output(options).answer(found, releaseText);
    });

  release
    .command('watch')
    .description('follow a release to its end: exit code 0 completed, 3 rolled back, 4 aborted')
    .argument('<release>', RELEASE)
    .option('--json', 'each event as one line of JSON')
    .action(async (word: string, options: { json?: boolean }) => {
      const releaseId = await releaseNamed(word, context);
      context.exitCode = await watchRelease(context, releaseId, context.output(options));
    });

  const before = new Option('--before <stage>', 'the stage approved; the next one that wants it where left out');
  steering('approve', 'approve the stage that waits for it')
    .addOption(before.choices(['shadow', 'canary', 'ramp', 'bake']))
    .option('--weight <share>', 'the one step of that stage, such as 0.25', parsePositive)
    .action(async (word: string, options: SteerOptions & ApproveOptions) => {
      const releaseId = await releaseNamed(word, context);
      const body = {
        ...reasonOf(options),
        ...(options.before === undefined ? {} : { before: options.before }),
        ...(options.weight === undefined ? {} : { weight: options.weight }),
      };
      tell(options, 'approved', await context.api.call('approveRelease', { params: { releaseId }, body }));
    });
  steerBy('pause', 'keep a release in its step; it still rolls back', 'pauseRelease', 'paused');
  steerBy('resume', 'end a pause', 'resumeRelease', 'resumed');
  steerBy('promote', 'take the next step now, whatever the evidence lacks', 'promoteRelease', 'promoted');
  steerBy('abort', 'end a release with stable serving all', 'abortRelease', 'aborted');
  steerBy('block', 'stop the way forward until it is unblocked', 'blockRelease', 'blocked');
  steerBy('unblock', 'take a block back', 'unblockRelease', 'unblocked');
  return release;

  function steering(name: string, description: string): Command {
    return release
      .command(name)
      .description(description)
      .argument('<release>', RELEASE)
      .option('--reason <text>', 'why, for the record')
      .option('--json', 'as JSON');
  }

  function steerBy(name: string, description: string, operation: PlainSteering, done: string): void {
    steering(name, description).action(async (word: string, options: SteerOptions) => {
      const releaseId = await releaseNamed(word, context);
      tell(options, done, await context.api.call(operation, { params: { releaseId }, body: reasonOf(options) }));
    });
  }

  function tell(options: SteerOptions, done: string, summary: ReleaseSummary): void {
    context
      .output(options)
      .answer(
        summary,
        ({ id, route, status, stage, weight }) =>
          `${colours.green('✓')} ${done}: ${id} of ${route} is ${statusText(status)}${placeText(stage, weight)}`,
      );
  }
}

/** On its way back a release is nowhere: stable serves all. */
function placeText(stage: ReleaseSummary['stage'], weight: number): string {
  return stage === 'rollback' ? ': stable serves all' : ` in ${stage} at ${percent(weight)}`;
}

type PlainSteering = `${'pause' | 'resume' | 'promote' | 'abort' | 'block' | 'unblock'}Release`;

function reasonOf({ reason }: SteerOptions): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

function releaseTable(releases: readonly ReleaseSummary[]): string {
  if (releases.length === 0) return 'No releases: start one with tidegate release start';
  return table(
    ['release', 'route', 'status', 'stage', 'weight', 'versions', 'changes', 'by', 'started'],
    releases.map((release) => [
      release.id,
      colours.bold(release.route),
      statusText(release.status),
      release.stage,
      percent(release.weight),
      `v${release.stableVersion} → v${release.candidateVersion}`,
      release.changes.join(', '),
      release.requestedBy,
      ago(release.requestedAt),
    ]),
  );
}
