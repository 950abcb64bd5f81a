import type { KeyLimit, Measure } from './limit.ts';

/** What a call uses, or may use: US dollars and tokens, one request. */
export interface Use {
  readonly requests: number;
  readonly tokens: number;
  readonly usd: number;
}

export const NOTHING: Use = { requests: 0, tokens: 0, usd: 0 };

/** Money is counted in nanodollars: whole numbers, so that sums are exact, and fine enough for a single token. */
const NANODOLLARS = 1_000_000_000;

/** In the limit's whole units, rounded up: nothing that was used goes uncounted. */
export function amountOf(measure: Measure, use: Use): number {
  return measure === 'usd' ? usdAmount(use.usd) : Math.ceil(use[measure]);
}

export function maxAmount({ measure, max }: Pick<KeyLimit, 'measure' | 'max'>): number {
  return measure === 'usd' ? Math.floor(max * NANODOLLARS) : max;
}

export function usdAmount(usd: number): number {
  return Math.ceil(usd * NANODOLLARS);
}

/** As people read it. */
export function amountText(measure: Measure, amount: number): string {
  if (measure !== 'usd') return `${amount} ${measure}`;
  return `${Number((amount / NANODOLLARS).toPrecision(6))} US dollars`;
}
