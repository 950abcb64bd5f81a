import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { releaseNamed } from '../release-named.ts';
import { reportHtml } from '../report/report-html.ts';
import { reportMarkdown } from '../report/report-markdown.ts';

interface ReportOptions {
  readonly format: 'html' | 'md';
  readonly out?: string;
  readonly json?: boolean;
}

const STDOUT = '-';

export function releaseReportCommand(context: CliContext): Command {
  return new Command('report')
    .description('write all that a release came to as one page: what changed, evidence, calls that show it, cost')
    .argument('<release>', 'its id, or its route: the newest release of that is meant')
    .addOption(new Option('--format <format>', 'as a page or as Markdown').choices(['html', 'md']).default('html'))
    .option('--out <file>', 'where to; - is the terminal (default: <release>.html or <release>.md)')
    .option('--json', 'what the page is made of, as JSON, to the terminal')
    .action(async (word: string, { format, out, json }: ReportOptions) => {
      const releaseId = await releaseNamed(word, context);
      const report = await context.api.call('getReleaseReport', { params: { releaseId } });
      const output = context.output({ json });
      if (json === true) return output.answer(report, () => '');
      const text = format === 'html' ? reportHtml(report) : reportMarkdown(report);
      if (out === STDOUT) return output.line(text);
      const file = out ?? `${report.release.id.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.${format}`;
      await writeFile(file, text);
      return output.line(`wrote ${file}`);
    });
}
