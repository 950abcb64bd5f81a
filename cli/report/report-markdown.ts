import type { ReleaseReport, ReportCall } from '../../control/api/schemas/report.ts';
import { percent } from '../../core/release/steps.ts';
import { agreementText, callLine, count, dollars, estimateText, moment, valueText } from './figures.ts';

/** The report as Markdown, for a ticket or a pull request. What others wrote is plain text or a fenced block in it. */
export function reportMarkdown(report: ReleaseReport): string {
  const { release, differences, arms, feedback, examples } = report;
  return [
    `# ${plain(release.route)}: version ${release.stableVersion} to ${release.candidateVersion}`,
    `**${release.status.replaceAll('_', ' ')}**: ${plain(release.reason)}`,
    `Release ${plain(release.id)}, asked for by ${plain(release.requestedBy)} ${moment(release.requestedAt)}${release.endedAt === null ? '' : `, ended ${moment(release.endedAt)}`}.`,
    ...(release.description === null ? [] : [plain(release.description)]),
    '## What changed',
    ...differences.flatMap(({ path, before, after }) => [
      `### ${plain(path)}`,
      'stable:',
      fenced(valueText(before)),
      'candidate:',
      fenced(valueText(after)),
    ]),
    '## Gates and cohorts',
    table(
      ['metric', 'cohort', 'state', 'stable', 'candidate', 'judged', 'e-value'],
      release.evidence.map((gate) => [
        gate.metric,
        gate.cohort,
        gate.state.replaceAll('_', ' '),
        estimateText(gate.metric, gate.stable.estimate),
        estimateText(gate.metric, gate.candidate.estimate),
        count(Math.round(gate.candidate.count)),
        `${gate.eValue.toPrecision(3)} of ${count(Math.round(gate.threshold))}`,
      ]),
    ),
    '## What it cost',
    table(
      ['arm', 'calls', 'failed', 'cost', 'prompt tokens', 'completion tokens'],
      arms.map((arm) => [
        arm.arm,
        count(arm.calls),
        count(arm.failed),
        dollars(arm.costUsd),
        count(arm.promptTokens),
        count(arm.completionTokens),
      ]),
    ),
    ...(feedback.length === 0
      ? []
      : [
          '## What was said',
          table(
            ['name', 'arm', 'said', 'bad'],
            feedback.map(({ name, arm, said, bad }) => [name, arm, count(said), count(bad)]),
          ),
        ]),
    ...(report.judges.length === 0
      ? []
      : [
          '## Judges',
          table(
            ['judge', 'judged', 'missing', 'spent', 'agrees with people'],
            report.judges.map(({ judge, judged, missing, spentUsd, exhausted, agreement }) => [
              judge,
              count(judged),
              count(missing),
              `${dollars(spentUsd)}${exhausted ? ' (limit reached)' : ''}`,
              agreementText(agreement),
            ]),
          ),
        ]),
    '## Calls that show it',
    ...examples.flatMap(({ gate, calls }) => [
      `### ${plain(gate)}`,
      ...calls.flatMap(({ stable, candidate }) => [
        ...callLines('stable', stable),
        ...callLines('candidate', candidate),
      ]),
    ]),
    ...(release.approvals.length === 0
      ? []
      : [
          '## Approvals',
          table(
            ['before', 'by', 'comment', 'at'],
            release.approvals.flatMap(({ before, given }) =>
              given.map(({ by, comment, at }) => [before, by, comment, moment(at)]),
            ),
          ),
        ]),
    '## Timeline',
    table(
      ['at', 'what', 'by', 'weight', 'why'],
      release.timeline.map(({ at, type, actor, weight, reason }) => [
        moment(at),
        type.replaceAll('_', ' '),
        actor,
        percent(weight),
        reason,
      ]),
    ),
    '',
  ].join('\n\n');
}

function callLines(arm: string, call: ReportCall | null): string[] {
  if (call === null) return [`${arm}: no call to compare with`];
  const texts = [call.prompt, call.answer].flatMap((text) => (text === null ? [] : [fenced(text)]));
  return [`${arm}: ${plain(callLine(call))}, trace ${call.traceId}`, ...texts];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** One line of text that means nothing to Markdown, nor to HTML within it. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]()#+!|<>~&]/g, '\\$&');
}

/** A block whose fence is longer than any within it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
