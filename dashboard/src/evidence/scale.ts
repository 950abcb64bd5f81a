import type { GateReport } from '../api/types.ts';
import type { MarginLine } from './margin.ts';

/** The part of the axis of differences that is shown, and what lies on it as shares of its width in [0, 1]. */
export interface IntervalScale {
  /** No difference: 0, or 1 for a ratio. */
  readonly same: number;
  readonly line: number | undefined;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** The interval goes on beyond what is shown. */
  readonly cutLow: boolean;
  readonly cutHigh: boolean;
}

/** How far the axis reaches for a wide interval, in distances between no difference and the margin: the rest is cut. */
const FARTHEST = 6;
const AIR = 0.08;

export function intervalScale(
  difference: NonNullable<GateReport['difference']>,
  line: MarginLine | undefined,
): IntervalScale {
  const { kind, estimate, low, high } = difference;
  const same = kind === 'ratio' ? 1 : 0;
  const widest = Math.max(Math.abs(low - same), Math.abs(high - same));
  const unit = line === undefined || line.at === same ? widest || 1 : Math.abs(line.at - same);
  const farthest = Math.abs(estimate - same) < FARTHEST * unit ? FARTHEST * unit : widest;
  const below = clamp(same - low, line?.worse === 'below' ? 2 * unit : unit, farthest);
  const above = clamp(high - same, line?.worse === 'below' ? unit : 2 * unit, farthest);
  const width = (below + above) * (1 + 2 * AIR);
  const start = same - below - (below + above) * AIR;
  const place = (value: number): number => clamp((value - start) / width, 0, 1);
  return {
    same: place(same),
    line: line === undefined ? undefined : place(line.at),
    estimate: place(estimate),
    low: place(low),
    high: place(high),
    cutLow: low < start,
    cutHigh: high > start + width,
  };
}

/** How much of the way from no evidence (an e-value of 1) to the threshold is gone, on a log scale, in [0, 1]. */
export function evidenceShare(eValue: number, threshold: number): number {
  if (eValue <= 1 || threshold <= 1) return 0;
  return clamp(Math.log(eValue) / Math.log(threshold), 0, 1);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
