import type { LimitWindow } from './limit.ts';

/**
 * The part of a window that a moment falls into. What is used is counted by buckets: a window's sum is that of its
 * buckets from `from` on. All are milliseconds of the epoch.
 */
export interface WindowSlot {
  readonly bucket: number;
  readonly from: number;
  /** When this bucket counts no longer. */
  readonly endsMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A minute slides in steps of this length: it always covers the last 60 seconds whole, and up to a step more. */
const STEP_MS = 5_000;

export function slotAt(window: LimitWindow, nowMs: number): WindowSlot {
  switch (window) {
    case 'minute': {
      const bucket = Math.floor(nowMs / STEP_MS) * STEP_MS;
      return { bucket, from: bucket - MINUTE_MS, endsMs: bucket + MINUTE_MS + STEP_MS };
    }
    case 'hour': {
      const start = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
      return { bucket: start, from: start, endsMs: start + HOUR_MS };
    }
    case 'day':
      return calendarSlot(nowMs, (date) => [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()], 2);
    case 'month':
      return calendarSlot(nowMs, (date) => [date.getUTCFullYear(), date.getUTCMonth(), 1], 1);
  }
}

/** When something of the window is free again, at the earliest: `oldest` is its first bucket with anything in it. */
export function freesAtMs(window: LimitWindow, slot: WindowSlot, oldest: number | null): number {
  if (window !== 'minute' || oldest === null) return slot.endsMs;
  return oldest + MINUTE_MS + STEP_MS;
}

type DateParts = [year: number, month: number, day: number];

/** Days and months are those of the calendar, in UTC. `grows` is the part that the next one differs by. */
function calendarSlot(nowMs: number, partsOf: (date: Date) => DateParts, grows: 1 | 2): WindowSlot {
  const parts = partsOf(new Date(nowMs));
  const start = Date.UTC(...parts);
  parts[grows] += 1;
  return { bucket: start, from: start, endsMs: Date.UTC(...parts) };
}
