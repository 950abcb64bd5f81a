import type { UsageHour } from '../core/llm/usage.ts';
import { json, type Queryable, type Transaction } from './database.ts';

/** Adds to the hours' sums. Rows are taken in one order, so that two replicas never wait for each other in a ring. */
export async function addUsage(transaction: Transaction, usage: readonly UsageHour[]): Promise<void> {
  if (usage.length === 0) return;
  await transaction`
    INSERT INTO usage_hours AS known (hour, route, route_version, arm, key_id, tenant, team, calls, failed, cache_lookups,
      cache_hits, costed, cost_usd, metered, prompt_tokens, completion_tokens)
    SELECT to_timestamp("hourMs" / 1000), route, "routeVersion", arm, "keyId", tenant, team, calls, failed, "cacheLookups",
      "cacheHits", costed, "costUsd", metered, "promptTokens", "completionTokens"
    FROM jsonb_to_recordset(${json(transaction, usage)}) AS added("hourMs" double precision, route text,
      "routeVersion" integer, arm text, "keyId" text, tenant text, team text, calls bigint, failed bigint,
      "cacheLookups" bigint, "cacheHits" bigint, costed bigint, "costUsd" double precision, metered bigint,
      "promptTokens" double precision, "completionTokens" double precision)
    ORDER BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (hour, route, route_version, arm, key_id, tenant, team) DO UPDATE SET
      calls = known.calls + excluded.calls, failed = known.failed + excluded.failed,
      cache_lookups = known.cache_lookups + excluded.cache_lookups, cache_hits = known.cache_hits + excluded.cache_hits,
      costed = known.costed + excluded.costed, cost_usd = known.cost_usd + excluded.cost_usd,
      metered = known.metered + excluded.metered, prompt_tokens = known.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = known.completion_tokens + excluded.completion_tokens`;
}

export const USAGE_GROUPS = ['route', 'version', 'tenant', 'team'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

export interface UsageFilter {
  /** Whole hours: the one that `from` lies in is part of it. */
  readonly from: Date;
  readonly to: Date;
  readonly route?: string | undefined;
  readonly tenant?: string | undefined;
  readonly team?: string | undefined;
}

/** What a group used; of what it is not grouped by, null. Shadow calls are in `shadowCostUsd` alone. */
export interface UsageSum {
  readonly route: string | null;
  readonly version: number | null;
  /** Empty for callers without one. */
  readonly tenant: string | null;
  readonly team: string | null;
  readonly calls: number;
  readonly failed: number;
  readonly cacheLookups: number;
  readonly cacheHits: number;
  readonly costed: number;
  readonly costUsd: number;
  readonly shadowCostUsd: number;
  readonly metered: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const MOST_GROUPS = 200;

/** By group, the dearest first; at most two hundred. */
export async function sumUsage(
  database: Queryable,
  by: UsageGroup,
  { from, to, ...only }: UsageFilter,
): Promise<readonly UsageSum[]> {
  const { route, tenant, team } = only;
  return database<UsageSum[]>`
    SELECT ${groupColumns(database, by)},
      sum(calls) FILTER (WHERE arm <> 'shadow')::bigint AS calls,
      sum(failed) FILTER (WHERE arm <> 'shadow')::bigint AS failed,
      sum(cache_lookups) FILTER (WHERE arm <> 'shadow')::bigint AS "cacheLookups",
      sum(cache_hits) FILTER (WHERE arm <> 'shadow')::bigint AS "cacheHits",
      sum(costed) FILTER (WHERE arm <> 'shadow')::bigint AS costed,
      sum(cost_usd) FILTER (WHERE arm <> 'shadow') AS "costUsd",
      coalesce(sum(cost_usd) FILTER (WHERE arm = 'shadow'), 0) AS "shadowCostUsd",
      sum(metered) FILTER (WHERE arm <> 'shadow')::bigint AS metered,
      sum(prompt_tokens) FILTER (WHERE arm <> 'shadow') AS "promptTokens",
      sum(completion_tokens) FILTER (WHERE arm <> 'shadow') AS "completionTokens"
    FROM usage_hours
    WHERE hour >= date_trunc('hour', ${from}::timestamptz, 'UTC') AND hour < ${to}
      ${route === undefined ? database`` : database`AND route = ${route}`}
      ${tenant === undefined ? database`` : database`AND tenant = ${tenant}`}
      ${team === undefined ? database`` : database`AND team = ${team}`}
    GROUP BY 1, 2, 3, 4 HAVING sum(calls) FILTER (WHERE arm <> 'shadow') > 0
    ORDER BY sum(cost_usd) DESC, sum(calls) DESC LIMIT ${MOST_GROUPS}`;
}

function groupColumns(database: Queryable, by: UsageGroup): ReturnType<Queryable> {
  switch (by) {
    case 'route':
      return database`route, NULL::integer AS version, NULL::text AS tenant, NULL::text AS team`;
    case 'version':
      return database`route, route_version AS version, NULL::text AS tenant, NULL::text AS team`;
    case 'tenant':
      return database`NULL::text AS route, NULL::integer AS version, tenant, NULL::text AS team`;
    case 'team':
      return database`NULL::text AS route, NULL::integer AS version, NULL::text AS tenant, team`;
  }
}
