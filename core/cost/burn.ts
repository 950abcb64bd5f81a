/** How a budget is used up, and where that leads. Amounts are in the measure of the budget. */
export interface Burn {
  /** Share of the budget that is used. */
  readonly usedShare: number;
  /** Used share by elapsed share of the window: 1 uses the budget up just at the end of the window. */
  readonly burnRate: number | null;
  /** What will be used at the end of the window if it goes on as it lately did; null without a recent rate. */
  readonly forecast: number | null;
  /** When the budget will be used up, ms of the epoch; null where it lasts for the window, or is used up already. */
  readonly exhaustedAtMs: number | null;
  readonly state: BudgetState;
}

export const BUDGET_STATES = ['ok', 'warned', 'will_exceed', 'reached'] as const;
export type BudgetState = (typeof BUDGET_STATES)[number];

export interface BudgetUse {
  readonly used: number;
  readonly max: number;
  /** The share of `max` at which people are told. */
  readonly warnAt: number;
  /** What is used in an hour, lately; null where it is not known. */
  readonly ratePerHour: number | null;
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  readonly nowMs: number;
}

const HOUR_MS = 3_600_000;

/** The forecast is the recent rate drawn out to the end of the window: no season, no trend is in it. */
export function burnOf({ used, max, warnAt, ratePerHour, windowStartMs, windowEndMs, nowMs }: BudgetUse): Burn {
  const elapsedShare = (nowMs - windowStartMs) / (windowEndMs - windowStartMs);
  const usedShare = used / max;
  const leftHours = Math.max(0, windowEndMs - nowMs) / HOUR_MS;
  const forecast = ratePerHour === null ? null : used + ratePerHour * leftHours;
  const exceeds = forecast !== null && forecast > max && used < max;
  return {
    usedShare,
    burnRate: elapsedShare > 0 ? usedShare / elapsedShare : null,
    forecast,
    exhaustedAtMs: exceeds && ratePerHour !== null ? nowMs + ((max - used) / ratePerHour) * HOUR_MS : null,
    state: used >= max ? 'reached' : exceeds ? 'will_exceed' : usedShare >= warnAt ? 'warned' : 'ok',
  };
}
