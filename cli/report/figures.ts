import { amount } from '../../core/decision/amounts.ts';
import { parseMetric } from '../../core/decision/metric.ts';

/** An estimate as people read it; a metric of a later version is shown as a number. */
export function estimateText(metric: string, value: number | undefined): string {
  if (value === undefined) return 'no data';
  const known = parseMetric(metric);
  return known === undefined ? String(value) : amount(known, value);
}

export function dollars(value: number | null): string {
  return value === null ? 'not known' : `$${value.toFixed(value < 1 ? 4 : 2)}`;
}

export function count(value: number | null): string {
  return value === null ? 'not known' : value.toLocaleString('en-US');
}

export function moment(text: string): string {
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

/** A configured value: texts as they are, the rest as JSON. */
export function valueText(value: unknown): string {
  if (value === undefined) return '(not set)';
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}

/** What a call came to, in a line. */
export function callLine(call: {
  readonly model: string;
  readonly status: number;
  readonly errorType: string | null;
  readonly latencyMs: number;
  readonly costUsd: number | null;
  readonly finishReason: string | null;
  readonly evaluations: Readonly<Record<string, 'pass' | 'fail'>>;
}): string {
  const failed = Object.entries(call.evaluations).flatMap(([name, verdict]) => (verdict === 'fail' ? [name] : []));
  return [
    call.model,
    call.errorType === null ? `status ${call.status}` : `${call.status} ${call.errorType}`,
    `${Math.round(call.latencyMs)} ms`,
    ...(call.costUsd === null ? [] : [dollars(call.costUsd)]),
    ...(call.finishReason === null ? [] : [`finish ${call.finishReason}`]),
    ...(failed.length === 0 ? [] : [`fails ${failed.join(', ')}`]),
  ].join(' · ');
}

/** How far a judge and people agree. */
export function agreementText({
  both,
  agreed,
  kappa,
}: {
  readonly both: number;
  readonly agreed: number;
  readonly kappa?: number | undefined;
}): string {
  if (both === 0) return 'no calls in common';
  return `${agreed} of ${both}${kappa === undefined ? '' : `, kappa ${kappa.toFixed(2)}`}`;
}
