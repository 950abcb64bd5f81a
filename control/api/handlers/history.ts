import { z } from 'zod';
import type { Database } from '../../../store/database.ts';
import { listLooks, type StoredLook } from '../../../store/history.ts';
import { listEvents, type ReleaseEventRow } from '../../../store/release-events.ts';
import { findRelease } from '../../../store/releases.ts';
import { findRoute } from '../../../store/routes.ts';
import type { HISTORY_OPERATIONS } from '../contract/history.ts';
import type { Handlers } from '../contract/operations.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { ApiError } from '../problem.ts';
import type { LookBody } from '../schemas/history.ts';
import { readRouteHistory } from '../../releases/route-history.ts';

export function historyHandlers(database: Database): Handlers<keyof typeof HISTORY_OPERATIONS> {
  return {
    async getRouteHistory({ params: { routeId }, query: { hours } }) {
      if ((await findRoute(database, routeId)) === undefined)
        throw new ApiError('not_found', `There is no route "${routeId}": see tidegate route list`);
      return { body: await readRouteHistory(database, routeId, hours) };
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
