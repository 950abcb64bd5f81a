import type { ReleaseStatus } from '../core/release/status.ts';
import type { Queryable } from './database.ts';

/** How many releases of a route stand in one status. */
export interface ReleaseFigures {
  /** `other` for every route after the first few. */
  readonly route: string;
  readonly status: ReleaseStatus | 'starting';
  readonly ended: boolean;
  readonly releases: number;
  /** The highest share of units that one of them gives its candidate. */
  readonly weight: number;
}

/** Releases by route and status. Routes beyond the first `maxRoutes` that had a release are told together. */
export async function releaseFigures(database: Queryable, maxRoutes: number): Promise<readonly ReleaseFigures[]> {
  return database<ReleaseFigures[]>`
    WITH places AS (
      SELECT route, row_number() OVER (ORDER BY min(requested_at), route) AS place FROM releases GROUP BY route
    )
    SELECT CASE WHEN place <= ${maxRoutes} THEN route ELSE 'other' END AS route, status, ended_at IS NOT NULL AS ended,
      count(*) AS releases, max(weight) AS weight
    FROM releases JOIN places USING (route) GROUP BY 1, 2, 3`;
}
