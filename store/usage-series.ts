import type { DriftMetric } from '../core/cost/alert.ts';
import type { SeriesHour } from '../core/cost/drift.ts';
import { ratesOf, type CostSums } from '../core/cost/figures.ts';
import type { Queryable } from './database.ts';

/** What is watched by itself: a version of a route, a tenant, a team. */
export interface UsageSeries {
  readonly subject: Readonly<Record<string, string>>;
  /** Oldest first; hours with too few calls to tell are left out. */
  hours(metric: DriftMetric): readonly SeriesHour[];
}

/** Fewer calls than this in an hour say more of the calls than of what they cost. */
const LEAST_CALLS = 30;
const MOST_SERIES = 100;

type Row = CostSums & { readonly of: Readonly<Record<string, string>>; readonly hourMs: number };

/** The dearest series of each kind, of stable's calls alone: a candidate's are judged by its release. */
export async function listSeries(database: Queryable, from: Date, to: Date): Promise<readonly UsageSeries[]> {
  const kinds = [
    database`jsonb_build_object('route', route, 'version', route_version::text)`,
    database`jsonb_build_object('tenant', tenant)`,
    database`jsonb_build_object('team', team)`,
  ];
  const series: UsageSeries[] = [];
  for (const subject of kinds) {
    const rows = await database<Row[]>`
      WITH hours AS (
        SELECT ${subject} AS of, hour, sum(calls) AS calls, sum(failed) AS failed, sum(cache_lookups) AS "cacheLookups",
          sum(cache_hits) AS "cacheHits", sum(costed) AS costed, sum(cost_usd) AS "costUsd", sum(metered) AS metered,
          sum(prompt_tokens) AS "promptTokens", sum(completion_tokens) AS "completionTokens"
        FROM usage_hours WHERE hour >= ${from} AND hour < ${to} AND arm = 'stable' GROUP BY 1, 2
      ), dearest AS (SELECT of FROM hours GROUP BY of ORDER BY sum("costUsd") DESC, of LIMIT ${MOST_SERIES})
      SELECT of, (extract(epoch FROM hour) * 1000)::double precision AS "hourMs", calls::bigint, failed::bigint,
        "cacheLookups"::bigint, "cacheHits"::bigint, costed::bigint, "costUsd", metered::bigint, "promptTokens", "completionTokens"
      FROM hours JOIN dearest USING (of) ORDER BY of, hour`;
    series.push(...seriesOf(rows));
  }
  return series;
}

function seriesOf(rows: readonly Row[]): UsageSeries[] {
  const bySubject = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(row.of);
    const known = bySubject.get(key);
    if (known === undefined) bySubject.set(key, [row]);
    else known.push(row);
  }
  return Array.from(bySubject.values(), (of) => ({
    subject: of[0]?.of ?? {},
    hours: (metric) => of.flatMap((row) => hourOf(row, metric)),
  }));
}

function hourOf(row: Row, metric: DriftMetric): SeriesHour[] {
  const { count, value } = measured(row)[metric];
  return count < LEAST_CALLS || value === null ? [] : [{ hourMs: row.hourMs, value }];
}

function measured(row: Row): Readonly<Record<DriftMetric, { readonly count: number; readonly value: number | null }>> {
  const rates = ratesOf(row);
  return {
    cost_per_call: { count: row.costed, value: rates.costPerCallUsd },
    prompt_tokens: { count: row.metered, value: rates.promptTokensPerCall },
    completion_tokens: { count: row.metered, value: rates.completionTokensPerCall },
    cache_hit_rate: { count: row.cacheLookups, value: rates.cacheHitRate },
  };
}
