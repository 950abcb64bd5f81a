import { colours } from '../output/colours.ts';
import type { ObservationBody, Release, ReleaseStepBody, ReleaseSummary } from '../../control/api/schemas/release.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Output } from '../output/output.ts';
import { clockTime, statusText, weightBar } from '../output/text.ts';
import { LiveBlock } from '../output/live-block.ts';
import { gateTable } from './gate-lines.ts';
import { eventLine, headline, stepLine } from './release-text.ts';
import type { ReleaseView } from './view.ts';

const REDRAW_MS = 250;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** The timeline as it grows, and below it how the release stands, drawn anew as it changes. */
export function liveView(output: Output): ReleaseView {
  const block = new LiveBlock(output.stream);
  let steps: readonly ReleaseStepBody[] = [];
  let release: ReleaseSummary | undefined;
  let observation: Pick<ObservationBody, 'verdict' | 'gates'> | undefined;
  let stepStartedAt = Date.now();
  let connection = '';
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  function draw(): void {
    if (release === undefined) return;
    frame += 1;
    block.draw(
      [
        '',
        `${colours.cyan(SPINNER[frame % SPINNER.length] ?? '')} ${stepLine(steps)}`,
        `  ${weightBar(release.weight)}  ${statusText(release.status)} for ${formatDuration(Date.now() - stepStartedAt)}`,
        `  ${observation?.verdict.reason ?? release.reason}${connection}`,
        ...(observation === undefined || observation.gates.length === 0
          ? []
          : ['', ...gateTable(observation.gates).split('\n')]),
      ].join('\n'),
    );
  }

  return {
    open(found: Release) {
      steps = found.steps;
      release = found;
      output.line(headline(found));
      timer = setInterval(draw, REDRAW_MS);
    },
    show(news) {
      if (news.kind === 'timeline') {
        block.above(eventLine(news.event));
        stepStartedAt = Date.parse(news.event.at);
      } else if (news.kind === 'observation') observation = news.observation;
      else if (news.kind === 'release') {
        release = news.release;
        steps = stepsAt(steps, release);
      } else if (news.kind === 'lost') connection = colours.yellow('  (connection lost, trying again)');
      else if (news.kind === 'back') connection = '';
      else end(news.release);
      draw();
    },
    note: (text) => block.above(colours.yellow(`${clockTime(new Date().toISOString())}  ⚡ ${text}`)),
    close() {
      clearInterval(timer);
      block.keep();
    },
  };

  function end(ended: ReleaseSummary): void {
    release = undefined;
    block.clear();
    const gates = observation === undefined ? [] : ['', gateTable(observation.gates)];
    output.line([...gates, '', `${statusText(ended.status)}: ${ended.reason}`].join('\n'));
  }
}

/** The steps with their states as the summary has it, which comes more often than the whole release. */
function stepsAt(steps: readonly ReleaseStepBody[], { stage, weight, status }: ReleaseSummary): ReleaseStepBody[] {
  const at = steps.findIndex((step) => step.stage === stage && step.weight === weight);
  if (at < 0) return [...steps];
  return steps.map((step, index) => ({
    ...step,
    state: status === 'completed' || index < at ? 'done' : index === at ? 'current' : 'ahead',
  }));
}
