import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import { assumedHistory } from '../../core/decision/assumed-history.ts';
import { planRelease, type ReleasePlan, type Seen } from '../../core/decision/plan.ts';
import { formatDuration, parseDuration } from '../../core/duration.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import { planSteps } from '../../core/release/steps.ts';
import type { CliContext } from '../context.ts';
import { parsePositive } from '../options.ts';
import { table } from '../output/output.ts';
import { readYamlFile } from '../yaml-file.ts';

interface PlanOptions {
  readonly file: string;
  readonly rpm: number;
  readonly json?: boolean;
}

export function planCommand(context: CliContext): Command {
  return new Command('plan')
    .description('How long a release will take and what it can see, before it starts')
    .requiredOption('-f, --file <file>', 'the release as YAML or JSON; - for standard input')
    .requiredOption('--rpm <count>', "the route's traffic, in requests a minute", parsePositive)
    .option('--json', 'as JSON')
    .action(async ({ file, rpm, json }: PlanOptions) => {
      const spec = await readYamlFile(file, releaseSpecSchema);
      const charter = { gates: spec.gates, risk: spec.risk };
      const plan = planRelease({
        charter,
        steps: planSteps(spec.plan),
        limits: { maxDurationMs: parseDuration(spec.plan.maxDuration) ?? 0, onInconclusive: spec.onInconclusive },
        requestsPerMinute: rpm,
        history: assumedHistory(charter),
      });
      context.output({ json }).answer(plan, planText);
    });
}

function planText({ steps, seconds, gates, warnings }: ReleasePlan): string {
  return [
    table(
      ['step', 'lasts', 'because of'],
      steps.map((step) => [
        step.name,
        step.seconds === null ? colours.red('for ever') : inTime(step.seconds),
        step.because,
      ]),
    ),
    seconds === null ? '' : `\nA healthy candidate is stable after about ${colours.bold(inTime(seconds))}.`,
    '',
    table(
      ['gate', 'smallest worsening seen', 'seen after (80 %)', 'seen after (95 %)', 'proof of health takes'],
      gates.map(({ name, sees, smallest, proofRequests }) => {
        const least = sees.find(({ worsening }) => worsening === smallest.p80);
        const proof = proofRequests === null ? undefined : `${proofRequests} requests`;
        return [name, smallest.p80, seenText(least?.p80), seenText(least?.p95), proof];
      }),
    ),
    ...warnings.map((warning) => `${colours.yellow('!')} ${warning}`),
    colours.dim('Stable is taken to have 1 % bad events, and a p99 at five times its median.'),
  ].join('\n');
}

const inTime = (seconds: number): string => formatDuration(seconds * 1_000);

function seenText(seen: Seen | null | undefined): string | undefined {
  return seen === null || seen === undefined ? undefined : `${inTime(seen.seconds)}, ${seen.requests} requests`;
}
