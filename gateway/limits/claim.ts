import { amountOf, maxAmount, type Use, usdAmount } from '../../core/limits/amounts.ts';
import { type AppliedLimit, type LimitedCaller, traceCounter } from '../../core/limits/applied.ts';
import type { Entry } from '../../core/limits/counters.ts';
import type { BudgetsConfig, KeyLimit, Measure } from '../../core/limits/limit.ts';
import { slotAt, type WindowSlot } from '../../core/limits/window.ts';

/** What a call asks of one counter. */
export type Claim = LimitClaim | TraceClaim;

export interface LimitClaim {
  readonly kind: 'limit';
  readonly entry: Entry;
  readonly measure: Measure;
  readonly terms: KeyLimit;
  readonly slot: WindowSlot;
  readonly onStoreFailure: KeyLimit['onStoreFailure'];
}

export interface TraceClaim {
  readonly kind: 'trace';
  readonly entry: Entry;
  /** A call is counted whatever comes of it: a loop of failing calls is a loop. */
  readonly measure: 'calls' | 'usd';
  /** In whole units of the counter. */
  readonly warn: number | undefined;
  readonly stop: number | undefined;
  readonly onStoreFailure: 'local';
}

/** How much longer than its window a counter is kept: clocks differ, and a late settlement must find it. */
const KEEP_MORE_MS = 120_000;
/** A trace that was quiet for this long is taken for over. */
const TRACE_MS = 3_600_000;

export function limitClaim({ terms, counter }: AppliedLimit, use: Use, nowMs: number): LimitClaim {
  const slot = slotAt(terms.window, nowMs);
  const { bucket, from, endsMs } = slot;
  const amount = amountOf(terms.measure, use);
  const keepMs = endsMs - nowMs + KEEP_MORE_MS;
  const entry = { counter, bucket, from, amount, max: maxAmount(terms), keepMs };
  return { kind: 'limit', entry, measure: terms.measure, terms, slot, onStoreFailure: terms.onStoreFailure };
}

export function traceClaims(
  trace: BudgetsConfig['trace'] | undefined,
  caller: LimitedCaller,
  traceId: string | undefined,
  use: Use,
): TraceClaim[] {
  if (trace === undefined || traceId === undefined) return [];
  const claim = (measure: TraceClaim['measure'], amount: number, unit: (value: number) => number): TraceClaim[] => {
    const levels = trace[measure];
    if (levels === undefined) return [];
    const [warn, stop] = [levels.warn, levels.stop].map((level) => (level === undefined ? undefined : unit(level)));
    const counter = traceCounter(caller, traceId, measure);
    const entry: Entry = { counter, bucket: 0, from: 0, amount, max: stop, keepMs: TRACE_MS };
    return [{ kind: 'trace', entry, measure, warn, stop, onStoreFailure: 'local' }];
  };
  return [...claim('calls', 1, Math.floor), ...claim('usd', usdAmount(use.usd), usdAmount)];
}

/** What of the claim the call really used. */
export function usedAmount({ measure }: Claim, use: Use): number {
  return measure === 'calls' ? 1 : amountOf(measure, use);
}
