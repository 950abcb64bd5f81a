import type { StepSummaryBody, Trace, TraceTree } from '../../control/api/schemas/trace.ts';
import type { TraceBody } from '../../control/api/schemas/trace-bodies.ts';
import { formatDuration } from '../../core/duration.ts';
import { colours } from './colours.ts';
import { table } from './output.ts';
import { clockTime } from './text.ts';

/** Calls as people read them. */

export function traceTable(traces: readonly Trace[]): string {
  if (traces.length === 0) return 'No calls yet.';
  return table(
    ['at', 'trace', 'arm', 'version', 'step', 'model', 'status', 'latency', 'tokens', 'cost', 'instead'],
    traces.map((trace) => [
      clockTime(trace.startedAt),
      trace.traceId,
      trace.arm,
      `v${trace.routeVersion}`,
      trace.step,
      trace.requestModel,
      statusOf(trace),
      `${Math.round(trace.latencyMs)} ms`,
      tokensOf(trace),
      usd(trace.costUsd),
      trace.fallbackTarget,
    ]),
  );
}

/** A trace as a tree: what hangs on a call (a fallback, a shadow call) stands below it. */
export function treeText({ traceId, calls, costUsd, startedAt, endedAt, spans, steps }: TraceTree): string {
  const took = formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
  const head = `Trace ${traceId}: ${calls} ${calls === 1 ? 'call' : 'calls'} in ${took}${costUsd === null ? '' : `, ${usd(costUsd)}`}`;
  const rows = spans.map((span) => [
    `${'  '.repeat(span.depth)}${span.depth > 0 ? '└ ' : ''}${span.step ?? span.operation ?? 'call'}`,
    clockTime(span.startedAt),
    span.route,
    `${span.arm} v${span.routeVersion}`,
    span.requestModel,
    statusOf(span),
    `${Math.round(span.latencyMs)} ms`,
    tokensOf(span),
    usd(span.costUsd),
  ]);
  const tree = table(['call', 'at', 'route', 'arm', 'model', 'status', 'latency', 'tokens', 'cost'], rows);
  return steps.length < 2 ? `${head}\n\n${tree}` : `${head}\n\n${tree}\n\n${stepTable(steps)}`;
}

export function stepTable(steps: readonly StepSummaryBody[]): string {
  if (steps.length === 0) return 'No calls yet.';
  return table(
    ['step', 'arm', 'calls', 'traces', 'calls/trace', 'failed', 'p50', 'p95', 'cost', 'cost/trace'],
    steps.map((step) => [
      step.step,
      step.arm,
      step.calls,
      step.traces,
      step.callsPerTrace.toFixed(2),
      step.failed,
      `${Math.round(step.latencyP50Ms)} ms`,
      `${Math.round(step.latencyP95Ms)} ms`,
      usd(step.costUsd),
      usd(step.costPerTraceUsd),
    ]),
  );
}

export function bodyText({ spanId, prompt, answer, truncated, redactions }: TraceBody): string {
  const redacted = `${redactions} ${redactions === 1 ? 'place' : 'places'} redacted${truncated ? ', cut' : ''}`;
  return `${colours.dim(`Call ${spanId} (${redacted})`)}\n${prompt}\n${colours.dim('→')} ${answer}`;
}

function tokensOf({ promptTokens, completionTokens }: Trace): string | undefined {
  return promptTokens === null ? undefined : `${promptTokens}+${completionTokens ?? 0}`;
}

function usd(amount: number | null): string | undefined {
  return amount === null ? undefined : `$${amount.toPrecision(2)}`;
}

function statusOf({ status, timedOut, errorType }: Trace): string {
  if (timedOut) return colours.red('timeout');
  const failed = status === 0 || status >= 400 || errorType !== null;
  return failed ? colours.red(status === 0 ? (errorType ?? 'failed') : String(status)) : colours.green(String(status));
}
