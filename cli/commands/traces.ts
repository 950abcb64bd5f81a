import { Command } from 'commander';
import { colours } from '../output/colours.ts';
import type { Trace } from '../../control/api/schemas/trace.ts';
import type { CliContext } from '../context.ts';
import { parseLimit } from '../options.ts';
import { table } from '../output/output.ts';
import { clockTime } from '../output/text.ts';

interface TracesOptions {
  readonly route?: string;
  readonly release?: string;
  readonly trace?: string;
  readonly arm?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function tracesCommand(context: CliContext): Command {
  return new Command('traces')
    .description('Calls of a route, a release or a trace, newest first')
    .option('--route <route>', 'of a route')
    .option('--release <id>', 'of a release')
    .option('--trace <id>', 'of one trace (x-tidegate-trace-id of an answer)')
    .option('--arm <arm>', 'stable, candidate or shadow')
    .option('--limit <count>', 'how many', parseLimit, 50)
    .option('--json', 'as JSON')
    .action(async ({ json, ...query }: TracesOptions) => {
      const page = await context.api.call('listTraces', { query });
      context.output({ json }).answer(page.items, traceTable);
    });
}

function traceTable(traces: readonly Trace[]): string {
  if (traces.length === 0) return 'No calls yet.';
  return table(
    ['at', 'trace', 'arm', 'version', 'model', 'status', 'latency', 'tokens', 'cost', 'instead'],
    traces.map((trace) => [
      clockTime(trace.startedAt),
      trace.traceId,
      trace.arm,
      `v${trace.routeVersion}`,
      trace.requestModel,
      statusOf(trace),
      `${Math.round(trace.latencyMs)} ms`,
      trace.promptTokens === null ? undefined : `${trace.promptTokens}+${trace.completionTokens ?? 0}`,
      trace.costUsd === null ? undefined : `$${trace.costUsd.toPrecision(2)}`,
      trace.fallbackTarget,
    ]),
  );
}

function statusOf({ status, timedOut, errorType }: Trace): string {
  if (timedOut) return colours.red('timeout');
  const failed = status === 0 || status >= 400 || errorType !== null;
  return failed ? colours.red(status === 0 ? (errorType ?? 'failed') : String(status)) : colours.green(String(status));
}
