import { colours } from '../output/colours.ts';
import type { Release, ReleaseEventBody, ReleaseStepBody, ReleaseSummary } from '../../control/api/schemas/release.ts';
import { facts } from '../output/output.ts';
import { clockTime, statusText, weightBar } from '../output/text.ts';
import { gateTable } from './gate-lines.ts';

/** A release as people read it: how it stands, its steps, its evidence, what happened. */
export function releaseText(release: Release): string {
  return [
    headline(release),
    stepLine(release.steps),
    '',
    facts([
      ['status', `${statusText(release.status)}: ${release.reason}`],
      ['release', release.id],
      ['candidate', `differs in ${release.changes.join(', ')}`],
      ['asked for by', `${release.requestedBy} at ${release.requestedAt.replace('T', ' ').slice(0, 19)} UTC`],
      ['replicas', acknowledgementText(release)],
      ['Temporal', release.temporalUrl],
    ]),
    ...(release.evidence.length === 0 ? [] : ['', gateTable(release.evidence)]),
    ...(release.timeline.length === 0 ? [] : ['', ...release.timeline.map(eventLine)]),
  ].join('\n');
}

export function headline({ route, stableVersion, candidateVersion, changes }: ReleaseSummary): string {
  return `${colours.bold(route)}  version ${stableVersion} → ${candidateVersion} ${colours.dim(`(${changes.join(', ')})`)}`;
}

const MARKS: Readonly<Record<ReleaseStepBody['state'], (name: string) => string>> = {
  done: (name) => colours.green(`● ${name}`),
  current: (name) => colours.cyan(`◉ ${colours.bold(name)}`),
  ahead: (name) => colours.dim(`○ ${name}`),
};

export function stepLine(steps: readonly ReleaseStepBody[]): string {
  return steps.map(({ name, state }) => MARKS[state](name)).join(colours.dim(' ─ '));
}

export function eventLine(event: ReleaseEventBody): string {
  const type = event.type.replaceAll('_', ' ').padEnd(16);
  const by = event.actor === 'tidegate' ? '' : colours.dim(` (${event.actor})`);
  return `${colours.dim(clockTime(event.at))}  ${weightBar(event.weight)}  ${type} ${event.reason}${by}`;
}

function acknowledgementText({
  acknowledgement: { snapshotVersion, acknowledged, waiting },
}: Release): string | undefined {
  if (snapshotVersion === null) return undefined;
  const rest = waiting.length === 0 ? '' : `, ${waiting.length} not yet`;
  return `${acknowledged.length} run what it last published${rest}`;
}
