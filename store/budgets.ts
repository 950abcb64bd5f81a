import type { KeyLimit, LimitConfig, LimitSubject, Measure } from '../core/limits/limit.ts';
import { slotAt } from '../core/limits/window.ts';
import type { Queryable } from './database.ts';

/** Where a budget is written down. */
export const BUDGET_SOURCES = ['configuration', 'route', 'key'] as const;
export type BudgetSource = (typeof BUDGET_SOURCES)[number];

/** A limit of a day or a month, for one of those whom it counts apart, and what that one used. */
export interface BudgetUsage {
  readonly id: string;
  readonly source: BudgetSource;
  /** Whose budget it is: only what the limit tells apart, or is written for. Empty where it is everybody's. */
  readonly of: Readonly<Partial<Record<LimitSubject, string>>>;
  readonly measure: Measure;
  readonly window: 'day' | 'month';
  readonly max: number;
  readonly warnAt: number;
  readonly windowStartMs: number;
  readonly windowEndMs: number;
  readonly used: number;
  readonly ratePerHour: number | null;
}

interface Purse {
  readonly source: BudgetSource;
  readonly terms: KeyLimit;
  readonly per: readonly LimitSubject[];
  readonly only: Readonly<Partial<Record<LimitSubject, readonly string[] | undefined>>>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_LIMITS = 200;
const MOST_OF_A_LIMIT = 50;

/**
 * The budgets of days and months, with what was used of them by the hours' sums: calls that ended, mirrored ones left
 * out. With a route, those that are that route's own.
 */
export async function listBudgets(database: Queryable, now: Date, route?: string): Promise<readonly BudgetUsage[]> {
  const purses = (await Promise.all([configured(database), ofRoutes(database), ofKeys(database)])).flat();
  const wanted = purses.filter(({ terms, only }) => isLong(terms) && (route === undefined || isOfRoute(only, route)));
  const budgets: BudgetUsage[] = [];
  for (const purse of wanted.slice(0, MOST_LIMITS)) budgets.push(...(await usageOf(database, purse, now)));
  return budgets.toSorted((one, other) => other.used / other.max - one.used / one.max);
}

const isLong = ({ window }: KeyLimit): boolean => window === 'day' || window === 'month';

const isOfRoute = ({ route: routes }: Purse['only'], route: string): boolean =>
  routes?.length === 1 && routes[0] === route;

async function configured(database: Queryable): Promise<Purse[]> {
  const rows = await database<{ config: LimitConfig }[]>`
    SELECT config FROM limits WHERE (config->>'enabled')::boolean ORDER BY id`;
  return rows.map(({ config }) => ({ source: 'configuration', terms: config, per: config.per, only: config.only }));
}

/** Those of the stable version; what another version has holds for its share of the calls alone. */
async function ofRoutes(database: Queryable): Promise<Purse[]> {
  const rows = await database<{ route: string; limits: (KeyLimit & { readonly per: readonly LimitSubject[] })[] }[]>`
    SELECT r.id AS route, v.config->'budgets'->'limits' AS limits
    FROM routes r JOIN route_versions v ON v.route = r.id AND v.number = r.stable_version
    WHERE jsonb_array_length(v.config->'budgets'->'limits') > 0 ORDER BY r.id`;
  return rows.flatMap(({ route, limits }) =>
    limits.map((terms) => ({
      source: 'route' as const,
      terms,
      per: [...new Set<LimitSubject>(['route', ...terms.per])],
      only: { route: [route] },
    })),
  );
}

async function ofKeys(database: Queryable): Promise<Purse[]> {
  const rows = await database<{ id: string; limits: KeyLimit[] }[]>`
    SELECT id, limits FROM api_keys
    WHERE jsonb_array_length(limits) > 0 AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > clock_timestamp()) ORDER BY created_at DESC LIMIT ${MOST_LIMITS}`;
  return rows.flatMap(({ id, limits }) =>
    limits.map((terms) => ({ source: 'key' as const, terms, per: ['key' as const], only: { key: [id] } })),
  );
}

interface UsageRow {
  readonly key: string | null;
  readonly tenant: string | null;
  readonly team: string | null;
  readonly route: string | null;
  readonly used: number;
  readonly lately: number;
  readonly since: Date;
}

async function usageOf(database: Queryable, purse: Purse, now: Date): Promise<BudgetUsage[]> {
  const { source, terms, per, only } = purse;
  const window = terms.window === 'day' ? 'day' : 'month';
  const { from: windowStartMs, endsMs: windowEndMs } = slotAt(window, now.getTime());
  const lately = new Date(now.getTime() - DAY_MS);
  const amount = amountOf(database, terms.measure);
  const column = (subject: LimitSubject) => (per.includes(subject) ? COLUMNS[subject](database) : database`NULL::text`);
  const rows = await database<UsageRow[]>`
    SELECT ${column('key')} AS key, ${column('tenant')} AS tenant, ${column('team')} AS team, ${column('route')} AS route,
      coalesce(sum(${amount}) FILTER (WHERE hour >= ${new Date(windowStartMs)}), 0)::double precision AS used,
      coalesce(sum(${amount}) FILTER (WHERE hour > ${lately}), 0)::double precision AS lately,
      min(hour) FILTER (WHERE hour > ${lately}) AS since
    FROM usage_hours
    WHERE hour >= ${new Date(Math.min(windowStartMs, lately.getTime()))} AND hour <= ${now} AND arm <> 'shadow'
      ${filters(database, only)}
    GROUP BY 1, 2, 3, 4 ORDER BY used DESC LIMIT ${MOST_OF_A_LIMIT}`;
  const own = per.length === 0 || source !== 'configuration';
  const seen = rows.length === 0 && own ? [{ ...NOBODY, ...single(only) }] : rows;
  return seen.map((row) => ({
    id: terms.id,
    source,
    of: { ...single(only), ...subjectOf(row, per) },
    measure: terms.measure,
    window,
    max: terms.max,
    warnAt: terms.warnAt,
    windowStartMs,
    windowEndMs,
    used: row.used,
    ratePerHour: rateOf(row, now),
  }));
}

const NOBODY = { key: null, tenant: null, team: null, route: null, used: 0, lately: 0, since: null };

/** By the hours of the last day in which anything was used, the one under way as far as it is. */
function rateOf({ lately, since }: { lately: number; since: Date | null }, now: Date): number | null {
  if (since === null) return null;
  return lately / Math.max(1, (now.getTime() - since.getTime()) / HOUR_MS);
}

function subjectOf(row: Omit<UsageRow, 'since'>, per: readonly LimitSubject[]): Partial<Record<LimitSubject, string>> {
  return Object.fromEntries(per.map((subject) => [subject, row[subject] ?? '']));
}

/** Whom the limit is written for, where that is one. */
function single(only: Purse['only']): Partial<Record<LimitSubject, string>> {
  return Object.fromEntries(
    Object.entries(only).flatMap(([of, values]) => (values?.length === 1 ? [[of, values[0]]] : [])),
  );
}

type Fragment = ReturnType<Queryable>;

const COLUMNS: Readonly<Record<LimitSubject, (database: Queryable) => Fragment>> = {
  key: (database) => database`key_id`,
  tenant: (database) => database`tenant`,
  team: (database) => database`team`,
  route: (database) => database`route`,
};

function amountOf(database: Queryable, measure: Measure): Fragment {
  switch (measure) {
    case 'requests':
      return database`calls`;
    case 'tokens':
      return database`(prompt_tokens + completion_tokens)`;
    case 'usd':
      return database`cost_usd`;
  }
}

function filters(database: Queryable, only: Purse['only']): Fragment {
  let all: Fragment = database``;
  for (const [subject, values] of Object.entries(only))
    if (values !== undefined)
      all = database`${all} AND ${COLUMNS[subject as LimitSubject](database)} = ANY (${[...values]})`;
  return all;
}
