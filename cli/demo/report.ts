import { colours } from '../output/colours.ts';
import type { Release, ReleaseEventBody } from '../../control/api/schemas/release.ts';
import { percent } from '../../core/release/steps.ts';
import { facts } from '../output/output.ts';
import { statusText, weightBar } from '../output/text.ts';
import { gateTable } from '../watch/gate-lines.ts';
import { type DemoResult, heading, succeeded } from './run-demo.ts';
import { CALLS_PER_SECOND, FAULT_RATE } from './scenario.ts';
import type { TrafficFigures } from './traffic.ts';

/** What happened, for people: both timelines, the evidence, and the figures that matter. */
export function demoReport(result: DemoResult): string {
  const { good, bad, alone, released } = result;
  return [
    heading('What happened'),
    releaseReport('The good release', good),
    releaseReport('The bad release', bad),
    colours.bold('From the fault to safety'),
    faultReport(result),
    '',
    colours.bold('What the users got'),
    usersReport(alone, released),
    '',
    succeeded(result)
      ? colours.green(
          '✓ The good release completed, the bad one rolled back by itself, and no user was failed by a release.',
        )
      : colours.red(`✗ Not as it should be: ${failureOf(good, bad, released)}.`),
  ].join('\n');
}

function releaseReport(title: string, release: Release): string {
  const startMs = Date.parse(release.requestedAt);
  const lines = release.timeline.map((event) => {
    const seconds = ((Date.parse(event.at) - startMs) / 1_000).toFixed(1).padStart(6);
    return `${seconds} s  ${weightBar(event.weight)}  ${event.type.replaceAll('_', ' ').padEnd(16)} ${event.reason}`;
  });
  return [`${colours.bold(title)}: ${statusText(release.status)}`, ...lines, '', gateTable(release.evidence), ''].join(
    '\n',
  );
}

function faultReport({ bad, faultAtMs, released }: DemoResult): string {
  const weight = bad.timeline.findLast((event) => Date.parse(event.at) <= faultAtMs)?.weight ?? 0;
  const rolledBack = bad.timeline.findIndex((event) => event.type === 'rollback_started');
  const safe = bad.timeline.slice(rolledBack + 1).find(({ type }) => type === 'acknowledged' || type === 'rolled_back');
  return facts([
    [
      'fault',
      `${percent(FAULT_RATE)} of the candidate's calls fail, at ${percent(weight)} of the sessions and ${CALLS_PER_SECOND} calls/s`,
    ],
    ['verdict after', since(faultAtMs, rolledBack < 0 ? undefined : bad.timeline[rolledBack])],
    ['every replica on stable after', since(faultAtMs, rolledBack < 0 ? undefined : safe)],
    ['last answer of the candidate after', seconds(released.lastCandidateAnswerAtMs, faultAtMs)],
    ['why', bad.reason],
  ]);
}

function usersReport(alone: TrafficFigures, released: TrafficFigures): string {
  const answeredBy = Object.entries(released.answeredBy).map(([arm, count]) => `${arm} ${count}`);
  return facts([
    [
      'calls',
      `${released.calls} during the releases, ${released.streamed} of them streamed; by ${answeredBy.join(', ')}`,
    ],
    ['saved by stable', `${released.rescued} calls that a candidate failed and stable answered in the same request`],
    ['failed, stable alone', `${failedShare(alone)} before the releases: the provider's own errors`],
    ['failed, with releases', `${failedShare(released)}: the provider's own errors on stable`],
    ['failed because of a release', String(released.failedByRelease)],
  ]);
}

function failedShare({ calls, failedOnStable, failedByRelease }: TrafficFigures): string {
  const failed = failedOnStable + failedByRelease;
  return `${failed} of ${calls} (${percent(calls === 0 ? 0 : failed / calls)})`;
}

function failureOf(good: Release, bad: Release, { failedByRelease }: TrafficFigures): string {
  return `the good release ended ${good.status} (${good.reason}), the bad one ${bad.status} (${bad.reason}), and ${failedByRelease} calls failed because of a release`;
}

const since = (fromMs: number, event: ReleaseEventBody | undefined): string =>
  seconds(event === undefined ? undefined : Date.parse(event.at), fromMs);

const seconds = (atMs: number | undefined, fromMs: number): string =>
  atMs === undefined ? 'never' : `${((atMs - fromMs) / 1_000).toFixed(1)} s`;
