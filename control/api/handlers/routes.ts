import { z } from 'zod';
import { TidegateError } from '../../../core/errors.ts';
import { changedFields } from '../../../core/route/version.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Database } from '../../../store/database.ts';
import { findRelease } from '../../../store/releases.ts';
import { rollbackRoute } from '../../../store/route-rollback.ts';
import { findRoute, listRoutes, listVersions, type RouteRow, type VersionRow } from '../../../store/routes.ts';
import type { ReleaseWorkflows } from '../../releases/release-workflows.ts';
import type { Handlers } from '../contract/operations.ts';
import type { ROUTE_OPERATIONS } from '../contract/routes.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { etagOf, revisionsOf } from '../etag.ts';
import { versionNumberSchema } from '../schemas/common.ts';
import type { Route, RouteVersionBody } from '../schemas/route.ts';

export interface RouteHandlersDependencies {
  readonly database: Database;
  readonly workflows: ReleaseWorkflows;
  readonly log: Logger;
}

/** How long an emergency waits for Temporal, after the route is safe already. */
const ABORT_DEADLINE_MS = 2_000;

export function routeHandlers({
  database,
  workflows,
  log,
}: RouteHandlersDependencies): Handlers<keyof typeof ROUTE_OPERATIONS> {
  return {
    async listRoutes({ query: { limit, cursor }, caller: { reach } }) {
      const rows = await listRoutes(database, { after: decodeCursor(z.string(), cursor), reach, limit: limit + 1 });
      return { body: toPage(rows, limit, presentRoute, (row) => row.id) };
    },

    async getRoute({ params: { routeId } }) {
      const route = await existing(database, routeId);
      return { body: presentRoute(route), headers: { etag: etagOf(route.generation) } };
    },

    async listRouteVersions({ params: { routeId }, query: { limit, cursor } }) {
      const route = await existing(database, routeId);
      const below = decodeCursor(versionNumberSchema, cursor);
      const rows = await listVersions(database, routeId, { below, limit: limit + 1 });
      return {
        body: toPage(
          rows,
          limit,
          (row) => presentVersion(row, route),
          (row) => row.number,
        ),
      };
    },

    async rollbackRoute({ params: { routeId }, body: { toVersion, reason }, caller, header }) {
      const generations = revisionsOf(header('if-match'));
      const change = { route: routeId, toVersion, actor: caller.name, reason, generations };
      const result = await rollbackRoute(database, change);
      if (result.releaseId !== null) await endRelease(result.releaseId, caller.name, reason);
      const { version: stableVersion, snapshotVersion, releaseId: endedRelease, generation } = result;
      const body = { route: routeId, stableVersion, snapshotVersion, endedRelease };
      return { body, headers: { etag: etagOf(generation) } };
    },
  };

  /** The route is safe by now. The release is told so that it ends at once; else it finds out, or the reconciler tells it. */
  async function endRelease(releaseId: string, by: string, reason: string): Promise<void> {
    try {
      const release = await findRelease(database, releaseId);
      if (release === undefined || release.endedAt !== null) return;
      const steering = { releaseId, by, reason: `the route was rolled back: ${reason}` };
      await workflows.steer(release, 'abort', steering, { deadlineMs: ABORT_DEADLINE_MS });
    } catch (error) {
      log.warn({ err: error, releaseId }, 'the route was rolled back, but its release could not be told yet');
    }
  }
}

async function existing(database: Database, id: string): Promise<RouteRow> {
  const route = await findRoute(database, id);
  if (route === undefined) throw new TidegateError('not_found', `There is no route "${id}": see tidegate route list`);
  return route;
}

function presentRoute(row: RouteRow): Route {
  const { id, assignBy, stableVersion, previousStableVersion, generation, rollout, config: stable } = row;
  return {
    id,
    assignBy: [...assignBy],
    stableVersion,
    previousStableVersion,
    stable,
    generation,
    release:
      rollout === null
        ? null
        : {
            id: rollout.releaseId,
            stage: rollout.stage,
            candidateVersion: rollout.candidateVersion,
            weight: rollout.weight,
            mirrorRate: rollout.mirrorRate,
          },
  };
}

function presentVersion(row: VersionRow, route: RouteRow): RouteVersionBody {
  const { number, config, createdBy } = row;
  return {
    route: route.id,
    number,
    role: roleOf(number, route),
    changes: changedFields(route.config, config),
    config,
    createdBy,
    createdAt: row.createdAt.toISOString(),
  };
}

function roleOf(number: number, route: RouteRow): RouteVersionBody['role'] {
  if (number === route.stableVersion) return 'stable';
  if (number === route.rollout?.candidateVersion) return 'candidate';
  return number === route.previousStableVersion ? 'previous' : 'other';
}
