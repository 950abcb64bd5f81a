import { Command } from 'commander';
import { TidegateError } from '../../core/errors.ts';
import { releaseSpecSchema } from '../../core/release/spec-schema.ts';
import type { CliContext } from '../context.ts';
import { parsePositive } from '../options.ts';
import { planText } from '../output/plan-text.ts';
import { planOf } from '../../core/decision/planned.ts';
import { readYamlFile } from '../yaml-file.ts';

interface PlanOptions {
  readonly file: string;
  readonly rpm?: number;
  readonly route?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  tidegate plan -f release.yaml --rpm 600
  tidegate plan -f release.yaml --route support-agent   (its own traffic and history)`;

export function planCommand(context: CliContext): Command {
  return new Command('plan')
    .description('How long a release will take and what it can see, before it starts')
    .requiredOption('-f, --file <file>', 'the release as YAML or JSON; - for standard input')
    .option('--rpm <count>', "the route's traffic, in requests a minute; its own with --route", parsePositive)
    .option('--route <route>', "plan from this route's own history")
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async ({ file, rpm, route, json }: PlanOptions) => {
      const spec = await readYamlFile(file, releaseSpecSchema);
      const history =
        route === undefined ? undefined : await context.api.call('getRouteHistory', { params: { routeId: route } });
      const requestsPerMinute = rpm ?? history?.requestsPerMinute ?? undefined;
      if (requestsPerMinute === undefined) {
        const reason = route === undefined ? '' : `${route} has had too few calls to tell its traffic. `;
        throw new TidegateError('invalid_input', `${reason}Say how much traffic there is: --rpm 600`);
      }
      context.output({ json }).answer(planOf(spec, requestsPerMinute, history), planText);
    });
}
