import type { ReleaseSummary } from '../../control/api/schemas/release.ts';
import type { CliContext } from '../context.ts';
import type { Output } from '../output/output.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { followRelease } from './follow-release.ts';
import { jsonView } from './json-view.ts';
import { liveView } from './live-view.ts';
import { plainView } from './plain-view.ts';
import type { ReleaseView } from './view.ts';

/** Shows a release until its end; the way it ended is the exit code. */
export async function watchRelease(context: CliContext, releaseId: string, output: Output): Promise<ExitCode> {
  const release = await context.api.call('getRelease', { params: { releaseId } });
  const view = viewFor(output);
  const onInterrupt = (): void => {
    view.close();
    output.aside(`The release goes on. Watch it again with: tidegate release watch ${releaseId}`);
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', onInterrupt);
  try {
    view.open(release);
    const news = followRelease(context.api, releaseId);
    for (;;) {
      const { done, value } = await news.next();
      if (done === true) return exitCodeOf(value);
      view.show(value);
    }
  } finally {
    view.close();
    process.off('SIGINT', onInterrupt);
  }
}

/** On a terminal, in a pipe, or to a program. */
export function viewFor(output: Output): ReleaseView {
  if (output.isJson) return jsonView(output);
  return output.isLive ? liveView(output) : plainView(output);
}

function exitCodeOf({ ending }: ReleaseSummary): ExitCode {
  if (ending === 'completed') return EXIT.ok;
  return ending === 'rolled_back' ? EXIT.rolledBack : EXIT.aborted;
}
