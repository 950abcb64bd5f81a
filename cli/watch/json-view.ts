import type { Output } from '../output/output.ts';
import type { ReleaseView } from './view.ts';

/** Each piece of news as one line of JSON. */
export function jsonView(output: Output): ReleaseView {
  return {
    open: () => undefined,
    show: (news) => output.line(JSON.stringify(news)),
    note: (text) => output.line(JSON.stringify({ kind: 'note', text })),
    close: () => undefined,
  };
}
