import { formatDuration } from '../../core/duration.ts';
import type { Seen, Sight } from '../../core/decision/plan-sight.ts';
import type { Planned } from '../../core/decision/planned.ts';
import { percent } from '../../core/release/steps.ts';
import { colours } from './colours.ts';
import { table } from './output.ts';

/** A plan for people: how long each step takes, what each gate sees by when, and what to change. */
export function planText({ steps, seconds, gates, warnings, basis }: Planned): string {
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
      gates.flatMap((gate) => {
        const proof = gate.proofRequests === null ? undefined : `${gate.proofRequests} requests`;
        const cohorts = (gate.cohorts ?? []).map((cohort) => [
          `  a cohort of ${percent(cohort.share)} alone`,
          ...sightTexts(cohort),
          undefined,
        ]);
        return [[gate.name, ...sightTexts(gate), proof], ...cohorts];
      }),
    ),
    ...warnings.map((warning) => `${colours.yellow('!')} ${warning}`),
    colours.dim(basisText(basis)),
  ].join('\n');
}

function basisText({ requestsPerMinute, calls }: Planned['basis']): string {
  const traffic = `At ${Number(requestsPerMinute.toPrecision(3))} requests a minute`;
  return calls === 0
    ? `${traffic}. Stable is taken to have 1 % bad events, and a p99 at five times its median.`
    : `${traffic}. Stable is as it was in the route's last ${calls} calls.`;
}

function sightTexts({ sees, smallest }: Sight): (string | undefined)[] {
  const least = sees.find(({ worsening }) => worsening === smallest.p80);
  return [smallest.p80 ?? 'none of those listed', seenText(least?.p80), seenText(least?.p95)];
}

const inTime = (seconds: number): string => formatDuration(seconds * 1_000);

function seenText(seen: Seen | null | undefined): string | undefined {
  return seen === null || seen === undefined ? undefined : `${inTime(seen.seconds)}, ${seen.requests} requests`;
}
