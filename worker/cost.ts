import { budgetAlert, DRIFT_METRIC_NAMES, DRIFT_METRICS, driftAlert } from '../core/cost/alert.ts';
import { burnOf } from '../core/cost/burn.ts';
import { findDrift } from '../core/cost/drift.ts';
import { listBudgets } from '../store/budgets.ts';
import { lastDrifts, recordAlert, seriesKey } from '../store/cost-alerts.ts';
import type { Database } from '../store/database.ts';
import { listSeries } from '../store/usage-series.ts';
import type { Chore } from './chores.ts';

const HOUR_MS = 3_600_000;
const DAYS = 28;
const DAY_MS = 24 * HOUR_MS;
/** Of all series together: a year. */
const FALSE_ALARM_EVERY_HOURS = 365 * 24;
/** Calls of an hour that are still on their way to the store, or under way, when it ends. */
const SETTLED_AFTER_MS = 600_000;
const LOOK_EVERY_MS = 60_000;
/** A forecast from the first hours of a window is one of those hours. */
const LEAST_ELAPSED = 0.1;

/** Watches costs outside releases. Several workers may: each alert is written once. */
export function costChores(database: Database): readonly Chore[] {
  let lookedAt = 0;
  return [
    {
      name: 'look for drifts of costs',
      everyMs: LOOK_EVERY_MS,
      async do() {
        const settled = settledHour(new Date());
        if (settled === lookedAt) return;
        await findDrifts(database, new Date());
        lookedAt = settled;
      },
    },
    {
      name: 'tell of budgets',
      everyMs: LOOK_EVERY_MS,
      do: () => tellOfBudgets(database, new Date()),
    },
  ];
}

/** Looks through the hours that have ended; says how many alerts are new. */
export async function findDrifts(database: Database, now: Date): Promise<number> {
  const to = new Date(settledHour(now));
  const from = new Date(to.getTime() - DAYS * DAY_MS);
  const series = await listSeries(database, from, to);
  const before = await lastDrifts(database, from);
  const falseAlarmEveryHours = FALSE_ALARM_EVERY_HOURS * Math.max(1, series.length) * DRIFT_METRIC_NAMES.length;
  let told = 0;
  for (const { subject, hours } of series) {
    for (const metric of DRIFT_METRIC_NAMES) {
      const since = before.get(seriesKey(subject, metric)) ?? 0;
      const fresh = hours(metric).filter(({ hourMs }) => hourMs > since);
      const { worse, leastChange } = DRIFT_METRICS[metric];
      const drift = findDrift(fresh, { worse, leastChange, falseAlarmEveryHours });
      if (drift !== undefined && (await recordAlert(database, driftAlert(subject, metric, drift)))) told += 1;
    }
  }
  return told;
}

/** Each state that a budget comes to, once in its window. */
export async function tellOfBudgets(database: Database, now: Date): Promise<void> {
  for (const budget of await listBudgets(database, now)) {
    const { windowStartMs, windowEndMs } = budget;
    const { state, forecast, exhaustedAtMs } = burnOf({ ...budget, nowMs: now.getTime() });
    const elapsed = (now.getTime() - windowStartMs) / (windowEndMs - windowStartMs);
    if (state === 'ok' || (state === 'will_exceed' && elapsed < LEAST_ELAPSED)) continue;
    await recordAlert(database, budgetAlert({ ...budget, state, forecast, exhaustedAtMs }));
  }
}

function settledHour(now: Date): number {
  return Math.floor((now.getTime() - SETTLED_AFTER_MS) / HOUR_MS) * HOUR_MS;
}
