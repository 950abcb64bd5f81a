import { createHash } from 'node:crypto';
import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import { z } from 'zod';
import type { ReleaseSummary } from '../../control/api/schemas/release.ts';
import { TidegateError } from '../../core/errors.ts';
import type { ReleaseSpecInput } from '../../core/release/spec.ts';
import { percent } from '../../core/release/steps.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import type { Answer } from '../../client/types.ts';
import type { CliContext } from '../context.ts';
import { parseParam } from '../options.ts';
import { facts, type Output } from '../output/output.ts';
import { planText } from '../output/plan-text.ts';
import { planOf } from '../../core/decision/planned.ts';
import { watchRelease } from '../watch/watch-release.ts';
import { readText, readYamlFile } from '../yaml-file.ts';

interface StartOptions {
  readonly file?: string;
  readonly route?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly promptFile?: string;
  readonly promptName?: string;
  readonly promptVersion?: string;
  readonly param?: Readonly<Record<string, unknown>>;
  readonly description?: string;
  readonly at?: string;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  tidegate release start --route support-agent --model gpt-5-nano --watch
  tidegate release start --route support-agent --prompt-file prompts/support.md
  tidegate release start -f release.yaml`;

export function releaseStartCommand(context: CliContext): Command {
  return new Command('start')
    .description('start a release, from a file or from options; every default is a safe one')
    .option('-f, --file <file>', 'the release as YAML or JSON; - for standard input. Options overrule it')
    .option('--route <route>', 'the route')
    .option('--model <model>', "the candidate's model")
    .option('--provider <provider>', "the candidate's provider")
    .option('--prompt-file <file>', "the candidate's system prompt")
    .option('--prompt-name <name>', "the prompt's name; as in stable where left out")
    .option('--prompt-version <version>', "the prompt's version; a hash of its text where left out")
    .option('--param <name=value>', 'a request field that the candidate sets, such as temperature=0.2', parseParam)
    .option('--description <text>', 'what this release is for')
    .option('--at <time>', 'when it starts, such as 2026-12-01T08:00:00Z; at once where left out')
    .option('--dry-run', 'say what it would come to, approvals and plan included, and start nothing')
    .option('--watch', 'follow it to its end')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: StartOptions) => {
      const spec = await specOf(options, context);
      const output = context.output(options);
      await showPlan(spec, context, output);
      if (options.dryRun === true) {
        output.answer(await context.api.call('previewRelease', { body: spec }), previewText);
        return;
      }
      const started = await context.api.call('startRelease', { body: spec });
      if (options.watch === true) {
        context.exitCode = await watchRelease(context, started.id, output);
        return;
      }
      output.answer(started, startedText);
    });
}

function previewText(preview: Answer<'previewRelease'>): string {
  const { route, stableVersion, changes, steps, approvals, separationOfDuties, obstacle } = preview;
  const wanted = approvals.map(
    ({ before, weight, count, role, by }) =>
      `${count} before ${before}${weight === null ? '' : ` ${percent(weight)}`}${role === null ? '' : ` by ${role}`} (asked for by the ${by})`,
  );
  return [
    facts([
      ['route', `${route}: against version ${stableVersion} (${changes.join(', ')})`],
      ['steps', steps.map(({ name }) => name).join(', ')],
      ['approvals', wanted.length === 0 ? 'none' : wanted.join('; ')],
      ['duties', separationOfDuties ? 'who starts it may not approve it' : undefined],
    ]),
    obstacle === null
      ? `${colours.green('✓')} It could start now.`
      : colours.yellow(`! It could not start: ${obstacle}`),
    'Nothing was changed.',
  ].join('\n');
}

/** What to expect, from the route's own history. It is advice: what keeps it from being given keeps no release back. */
async function showPlan(spec: ReleaseSpecInput, { api }: CliContext, output: Output): Promise<void> {
  const parsed = releaseSpecSchema.safeParse(spec);
  if (!parsed.success) return; // the API says what is wrong with it
  try {
    const history = await api.call('getRouteHistory', { params: { routeId: spec.route } });
    if (history.requestsPerMinute === null) {
      output.aside(
        `${colours.yellow('!')} ${spec.route} has had too few calls to plan by: tidegate plan --rpm tells more`,
      );
      return;
    }
    const plan = planOf(parsed.data, history.requestsPerMinute, history);
    if (output.isJson) for (const warning of plan.warnings) output.aside(`${colours.yellow('!')} ${warning}`);
    else output.line(`${planText(plan)}\n`);
  } catch (error) {
    if (!(error instanceof TidegateError) || error.code === 'not_found') throw error;
    output.aside(`${colours.yellow('!')} No plan: ${error.message}`);
  }
}

/** A file is checked here, so that its faults have line numbers; what only options say is checked by the API. */
async function specOf(options: StartOptions, context: CliContext): Promise<ReleaseSpecInput> {
  const file = options.file === undefined ? {} : await readYamlFile(options.file, partialSpecSchema(options));
  const route = options.route ?? file.route;
  if (route === undefined) {
    throw new TidegateError('invalid_input', 'Name the route: --route ROUTE, or -f FILE with a route in it');
  }
  const candidate = { ...file.candidate, ...(await candidateOf(options, route, context)) };
  const description = options.description ?? file.description;
  const startAt = options.at ?? file.startAt;
  return {
    ...file,
    route,
    candidate,
    ...(description === undefined ? {} : { description }),
    ...(startAt === undefined ? {} : { startAt }),
  };
}

type PartialSpec = Partial<ReleaseSpecInput>;

/** A file may leave to the options what they give. */
function partialSpecSchema({ route }: StartOptions): z.ZodType<PartialSpec> {
  const { shape } = releaseSpecSchema;
  return z.strictObject({
    ...shape,
    route: route === undefined ? shape.route : shape.route.optional(),
    candidate: shape.candidate.optional(),
  }) as unknown as z.ZodType<PartialSpec>;
}

async function candidateOf(
  options: StartOptions,
  route: string,
  context: CliContext,
): Promise<ReleaseSpecInput['candidate']> {
  const { model, provider, param } = options;
  const needsStable = options.promptFile !== undefined || param !== undefined;
  const stable = needsStable ? (await context.api.call('getRoute', { params: { routeId: route } })).stable : undefined;
  const prompt =
    options.promptFile === undefined ? undefined : await promptOf(options, options.promptFile, stable?.prompt);
  return {
    ...(model === undefined ? {} : { model }),
    ...(provider === undefined ? {} : { provider }),
    ...(prompt === undefined ? {} : { prompt }),
    // A field of the candidate replaces stable's whole field: the other parameters stay as they are.
    ...(param === undefined ? {} : { params: { ...stable?.params, ...(param as object) } }),
  };
}

async function promptOf(
  { promptName, promptVersion }: StartOptions,
  path: string,
  stable: { readonly name: string; readonly placement: 'before' | 'replace' } | undefined,
): Promise<NonNullable<ReleaseSpecInput['candidate']['prompt']>> {
  const system = await readText(path);
  return {
    name: promptName ?? stable?.name ?? 'main',
    version: promptVersion ?? createHash('sha256').update(system).digest('hex').slice(0, 12),
    system,
    ...(stable === undefined ? {} : { placement: stable.placement }),
  };
}

function startedText(release: ReleaseSummary): string {
  const { id, route, stableVersion, candidateVersion, changes, startAt, temporalUrl } = release;
  const rows = facts([
    ['release', colours.bold(id)],
    ['route', `${route}: version ${stableVersion} → ${candidateVersion} (${changes.join(', ')})`],
    ['watch', `tidegate release watch ${id}`],
    ['Temporal', temporalUrl],
  ]);
  const done = startAt === null ? 'Started.' : `It starts at ${startAt}.`;
  return `${colours.green('✓')} ${done}\n${rows}`;
}
