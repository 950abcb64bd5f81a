import { TidegateError } from '../core/errors.ts';
import type { Database, Queryable } from './database.ts';
import { boundedSearch } from './traces.ts';
import type { UsageFilter, UsageGroup } from './usage.ts';

/** Counts of a group that `usage_hours` does not have: the columns are those of the group, null elsewhere. */
export interface GroupedCounts {
  readonly route: string | null;
  readonly version: number | null;
  readonly tenant: string | null;
  readonly team: string | null;
}

export interface SampledTraces extends GroupedCounts {
  readonly calls: number;
  readonly traces: number;
}

const MOST_SAMPLED = 100_000;

/** Calls and traces among the newest hundred thousand calls; nothing where that takes too long. */
export async function sampleTraces(
  database: Database,
  by: UsageGroup,
  filter: UsageFilter,
): Promise<readonly SampledTraces[]> {
  try {
    return await boundedSearch(database, async (transaction) => {
      return transaction<SampledTraces[]>`
        SELECT ${groups(transaction, by)}, count(*) AS calls, count(DISTINCT trace_id) AS traces
        FROM (
          SELECT route, route_version, labels, trace_id FROM traces
          WHERE started_at >= ${filter.from} AND started_at < ${filter.to} AND arm <> 'shadow' ${only(transaction, filter)}
          ORDER BY started_at DESC, span_id DESC LIMIT ${MOST_SAMPLED}
        ) recent
        GROUP BY 1, 2, 3, 4`;
    });
  } catch (error) {
    if (error instanceof TidegateError && error.code === 'invalid_input') return []; // the search took too long
    throw error;
  }
}

export interface ResolvedTasks extends GroupedCounts {
  readonly resolved: number;
}

/** Tasks that feedback called completed, by when that was laid to its calls; each session or trace once. */
export async function countResolved(
  database: Database,
  by: UsageGroup,
  filter: UsageFilter,
): Promise<readonly ResolvedTasks[]> {
  return database<ResolvedTasks[]>`
    SELECT ${groups(database, by)}, count(DISTINCT coalesce(session, trace_id)) AS resolved
    FROM feedback
    WHERE metric = 'task_failure_rate' AND bad = false AND state = 'joined'
      AND joined_at >= ${filter.from} AND joined_at < ${filter.to} AND route IS NOT NULL ${only(database, filter)}
    GROUP BY 1, 2, 3, 4`;
}

function groups(database: Queryable, by: UsageGroup): ReturnType<Queryable> {
  switch (by) {
    case 'route':
      return database`route, NULL::integer AS version, NULL::text AS tenant, NULL::text AS team`;
    case 'version':
      return database`route, route_version AS version, NULL::text AS tenant, NULL::text AS team`;
    case 'tenant':
      return database`NULL::text AS route, NULL::integer AS version, coalesce(labels->>'tenant', '') AS tenant, NULL::text AS team`;
    case 'team':
      return database`NULL::text AS route, NULL::integer AS version, NULL::text AS tenant, coalesce(labels->>'team', '') AS team`;
  }
}

function only(database: Queryable, { route, tenant, team }: UsageFilter): ReturnType<Queryable> {
  return database`
    ${route === undefined ? database`` : database`AND route = ${route}`}
    ${tenant === undefined ? database`` : database`AND coalesce(labels->>'tenant', '') = ${tenant}`}
    ${team === undefined ? database`` : database`AND coalesce(labels->>'team', '') = ${team}`}`;
}
