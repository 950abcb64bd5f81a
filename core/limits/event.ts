import type { Measure } from './limit.ts';

/** A limit that came to its warning level, or that had no room for a call: told once for each counter and window. */
export interface LimitEvent {
  readonly level: 'warn' | 'reached';
  readonly limitId: string;
  readonly counter: string;
  readonly windowStartMs: number;
  readonly measure: Measure;
  /** In the limit's own measure: requests, tokens, US dollars. */
  readonly used: number;
  readonly max: number;
}
