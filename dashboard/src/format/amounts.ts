/* Money, time and shares beside gates: as short as they can be told, with their unit. A missing one is a dash. */

const MISSING = '–';
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 2 });
const smallMoney = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `$12.40`, `$0.0021`. */
export function formatUsd(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  return Math.abs(value) < 1 && value !== 0 ? smallMoney.format(value) : money.format(value);
}

/** `840 ms`, `12.4 s`. */
export function formatMs(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  if (value < 1_000) return `${Math.round(value)} ms`;
  return `${(value / 1_000).toFixed(value < 10_000 ? 2 : 1)} s`;
}

/** `1,204`. */
export function formatWhole(value: number | null | undefined): string {
  return value === null || value === undefined ? MISSING : whole.format(value);
}

/** `950`, `12.4K`. */
export function formatShort(value: number | null | undefined): string {
  return value === null || value === undefined ? MISSING : short.format(value);
}

/** `1.2 %`; what is there but rounds to nothing is told as little, not as nothing. */
export function formatShare(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  const percent = value * 100;
  if (percent > 0 && percent < 0.05) return '< 0.1 %';
  return `${percent.toFixed(percent !== 0 && Math.abs(percent) < 10 ? 1 : 0)} %`;
}

/** `+12 %`, `−3.1 %`. */
export function formatGrowth(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  return `${value < 0 ? '−' : '+'}${formatShare(Math.abs(value))}`;
}
