import { z } from 'zod';
import { observe } from '../../../core/llm/observation.ts';
import type { Outcome } from '../../../core/llm/outcome.ts';
import { StatisticsTally } from '../../../core/llm/tally.ts';
import type { Database } from '../../../store/database.ts';
import { listLooks, type StoredLook } from '../../../store/history.ts';
import { listEvents, type ReleaseEventRow } from '../../../store/release-events.ts';
import { findRelease } from '../../../store/releases.ts';
import { findRoute } from '../../../store/routes.ts';
import { listTraces } from '../../../store/traces.ts';
import type { HISTORY_OPERATIONS } from '../contract/history.ts';
import type { Handlers } from '../contract/operations.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { ApiError } from '../problem.ts';
import type { LookBody, RouteHistory } from '../schemas/history.ts';

const MOST_CALLS = 10_000;

export function historyHandlers(database: Database): Handlers<keyof typeof HISTORY_OPERATIONS> {
  return {
    async getRouteHistory({ params: { routeId }, query: { hours } }) {
      if ((await findRoute(database, routeId)) === undefined)
        throw new ApiError('not_found', `There is no route "${routeId}": see tidegate route list`);
      const from = new Date(Date.now() - hours * 3_600_000);
      const calls = await listTraces(database, { route: routeId, from, limit: MOST_CALLS });
      return { body: historyOf(calls.filter((call) => call.arm !== 'shadow')) };
    },

    async listLooks({ params: { releaseId }, query: { limit, cursor } }) {
      const release = await findRelease(database, releaseId);
      if (release === undefined)
        throw new ApiError('not_found', `There is no release "${releaseId}": see tidegate release list`);
      const after = decodeCursor(z.iso.datetime(), cursor);
      const looks = await listLooks(database, releaseId, {
        after: after === undefined ? undefined : new Date(after),
        limit: limit + 1,
      });
      const events = await listEvents(database, releaseId);
      const present = (look: StoredLook): LookBody => presentLook(look, release.requestedAt, events);
      return { body: toPage(looks, limit, present, ({ at }) => at.toISOString()) };
    },
  };
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

function presentLook({ at, arms, pairs }: StoredLook, since: Date, events: readonly ReleaseEventRow[]): LookBody {
  const event = events.findLast((each) => each.at.getTime() < at.getTime() + 1_000) ?? events[0];
  return {
    at: at.toISOString(),
    atSeconds: Math.max(0, (at.getTime() - since.getTime()) / 1_000),
    stage: event?.stage ?? 'shadow',
    weight: event?.weight ?? 0,
    arms: arms.map(({ arm, cohort, weight, statistics }) => ({ arm, cohort, weight, ...statistics })),
    pairs: pairs.map(({ cohort, statistics }) => ({ cohort, pairs: statistics.pairs, rates: statistics.rates })),
  };
}
