import { observe } from '../../core/llm/observation.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { StatisticsTally } from '../../core/llm/tally.ts';
import type { Database } from '../../store/database.ts';
import { listTraces } from '../../store/traces.ts';
import type { RouteHistory } from '../api/schemas/history.ts';

const MOST_CALLS = 10_000;

/** How much a route was called in the last hours, and what its stable version did. */
export async function readRouteHistory(database: Database, route: string, hours: number): Promise<RouteHistory> {
  const from = new Date(Date.now() - hours * 3_600_000);
  const calls = await listTraces(database, { route, from, limit: MOST_CALLS });
  return historyOf(calls.filter((call) => call.arm !== 'shadow'));
}

/** Newest first. What another arm, a fallback or the cache answered tells of traffic, not of stable. */
function historyOf(calls: readonly Outcome[]): RouteHistory {
  const tally = new StatisticsTally();
  for (const call of calls) if (call.arm === 'stable' && call.counted) tally.add(observe(call));
  const [newest, oldest] = [calls[0], calls.at(-1)];
  const minutes = newest === undefined || oldest === undefined ? 0 : (newest.startedAtMs - oldest.startedAtMs) / 60_000;
  return {
    calls: calls.length,
    from: oldest === undefined ? null : new Date(oldest.startedAtMs).toISOString(),
    to: newest === undefined ? null : new Date(newest.startedAtMs).toISOString(),
    requestsPerMinute: minutes > 0 ? (calls.length - 1) / minutes : null,
    stable: tally.statistics(),
  };
}
