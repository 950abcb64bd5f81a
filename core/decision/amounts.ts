import type { Metric } from './metric.ts';

/** Amounts of a metric as people read them: `8.1 %`, `1,240 ms`, `$0.0021`, `412`. */
export function amount(metric: Metric, value: number): string {
  if (metric.kind === 'rate') return `${share(value)} %`;
  if (metric.kind === 'quantile') return `${grouped(Math.round(value))} ms`;
  if (metric.kind === 'mean' && metric.name.startsWith('cost')) return `$${significant(value)}`;
  return significant(value);
}

/** A margin: `1.0 pp` for shares, else as the metric itself. */
export function marginAmount(metric: Metric, value: number): string {
  return metric.kind === 'rate' ? `${share(value)} pp` : amount(metric, value);
}

/** A share in per cent with enough digits to tell small ones apart: 0.0004 is `0.04`. */
export function share(value: number): string {
  const percent = value * 100;
  return percent !== 0 && Math.abs(percent) < 0.1 ? percent.toFixed(2) : percent.toFixed(1);
}

/** An e-value: `212`, `0.31`, `4.2e9`. */
export function eValueText(value: number): string {
  if (value >= 1e6) return value.toExponential(1).replace('e+', 'e');
  return value >= 10 ? grouped(Math.round(value)) : value.toFixed(2);
}

export function counted(count: number, noun: string): string {
  const whole = Math.round(count);
  return `${grouped(whole)} ${noun}${whole === 1 ? '' : 's'}`;
}

function significant(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 100 ? grouped(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function grouped(whole: number): string {
  if (whole > -1_000 && whole < 1_000) return String(whole);
  return String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
