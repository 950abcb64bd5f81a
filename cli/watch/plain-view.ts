import { percent } from '../../core/release/steps.ts';
import type { Output } from '../output/output.ts';
import { clockTime } from '../output/text.ts';
import { eventLine, headline, stepLine } from './release-text.ts';
import type { ReleaseView } from './view.ts';

/** A line for each entry of the timeline, and one whenever the engine says something else than before. */
export function plainView(output: Output): ReleaseView {
  let lastVerdict = '';
  return {
    open(release) {
      output.line(headline(release));
      output.line(stepLine(release.steps));
    },
    show(news) {
      switch (news.kind) {
        case 'timeline':
          output.line(eventLine(news.event));
          return;
        case 'observation': {
          const { at, stage, weight, verdict } = news.observation;
          const verdictKey = `${stage}/${weight}/${verdict.kind}/${verdict.gate ?? ''}`;
          if (verdictKey !== lastVerdict) {
            output.line(`${clockTime(at)}  ${stage} ${percent(weight)}, ${verdict.kind}: ${verdict.reason}`);
          }
          lastVerdict = verdictKey;
          return;
        }
        case 'end':
          output.line(`ended: ${news.release.status.replaceAll('_', ' ')}: ${news.release.reason}`);
          return;
        case 'lost':
          output.aside(`The connection was lost (${news.reason}); trying again`);
          return;
        case 'back':
          output.aside('The connection is back');
          return;
        case 'release':
          return;
      }
    },
    note: (text) => output.line(`${clockTime(new Date().toISOString())}  ⚡ ${text}`),
    close: () => undefined,
  };
}
