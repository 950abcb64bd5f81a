import { amount, counted, eValueText, share } from '../../../core/decision/amounts.ts';
import { type Metric, parseMetric } from '../../../core/decision/metric.ts';

/* Numbers as people read them, in the same words as the engine's sentences. A missing number is told, never zero. */

const MISSING = 'no data';
const counts = new Intl.NumberFormat('en');

/** `4,120` */
export function formatCount(count: number): string {
  return counts.format(Math.round(count));
}

/** What an estimate was made from: `2,904 requests`. */
export function formatSample(count: number, metric: string): string {
  if (metric.startsWith('prometheus:')) return counted(count, 'reading');
  return counted(count, metric.endsWith('_per_trace') ? 'trace' : 'request');
}

/** An estimate in its metric's unit: `1.2 %`, `840 ms`, `$0.0021`. */
export function formatEstimate(value: number | undefined, metric: string): string {
  if (value === undefined) return MISSING;
  const known = parseMetric(metric);
  return known === undefined ? counts.format(value) : amount(known, value);
}

/** A difference with its sign: `+7.1 pp`, `−12 ms`, `× 1.21`. */
export function formatDifference(value: number, kind: 'difference' | 'ratio', metric: string): string {
  if (kind === 'ratio') return `× ${value.toFixed(value < 10 ? 2 : 1)}`;
  const size = Math.abs(value);
  const text = isShare(parseMetric(metric)) ? `${share(size)} pp` : formatEstimate(size, metric);
  if (Number(text.replaceAll(/[^\d.]/g, '')) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

export const formatEvidence = eValueText;

function isShare(metric: Metric | undefined): boolean {
  return metric?.kind === 'rate';
}
