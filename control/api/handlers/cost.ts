import { z } from 'zod';
import { burnOf } from '../../../core/cost/burn.ts';
import { growthOf, ratesOf, ratio } from '../../../core/cost/figures.ts';
import { type BudgetUsage, listBudgets } from '../../../store/budgets.ts';
import { listAlerts, type StoredAlert } from '../../../store/cost-alerts.ts';
import type { Database } from '../../../store/database.ts';
import { countResolved, type GroupedCounts, sampleTraces } from '../../../store/task-costs.ts';
import { sumUsage, type UsageFilter, type UsageSum } from '../../../store/usage.ts';
import type { COST_OPERATIONS } from '../contract/cost.ts';
import type { Handlers } from '../contract/operations.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { ApiError } from '../problem.ts';
import type { Budget, CostAlertBody, CostFigures, CostItem } from '../schemas/cost.ts';

const DAY_MS = 86_400_000;
const LONGEST_MS = 92 * DAY_MS;

export function costHandlers(database: Database): Handlers<keyof typeof COST_OPERATIONS> {
  return {
    async getCost({ query: { by, from, to, ...only } }) {
      const range = rangeOf(from, to);
      const filter = { ...only, ...range };
      const [now, before, traces, resolved] = await Promise.all([
        sumUsage(database, by, filter),
        sumUsage(database, by, timeBefore(filter)),
        sampleTraces(database, by, filter),
        countResolved(database, by, filter),
      ]);
      const items = now.map((sum) => {
        const sample = sameGroup(traces, sum);
        const callsPerTrace = sample === undefined ? null : sample.calls / sample.traces;
        return itemOf(sum, sameGroup(before, sum), callsPerTrace, sameGroup(resolved, sum)?.resolved ?? 0);
      });
      return { body: { from: range.from.toISOString(), to: range.to.toISOString(), items } };
    },

    async listBudgets({ query: { route } }) {
      const now = new Date();
      return { body: { items: (await listBudgets(database, now, route)).map((usage) => presentBudget(usage, now)) } };
    },

    async listCostAlerts({ query: { route, limit, cursor } }) {
      const before = decodeCursor(z.number(), cursor);
      const rows = await listAlerts(database, { route, before, limit: limit + 1 });
      return { body: toPage(rows, limit, presentAlert, ({ id }) => id) };
    },
  };
}

function rangeOf(from: string | undefined, to: string | undefined): { readonly from: Date; readonly to: Date } {
  const end = to === undefined ? new Date() : new Date(to);
  const start = from === undefined ? new Date(end.getTime() - DAY_MS) : new Date(from);
  if (start >= end) throw new ApiError('invalid_input', 'from must be before to');
  if (end.getTime() - start.getTime() > LONGEST_MS)
    throw new ApiError('invalid_input', 'from to to may be 92 days at most');
  return { from: start, to: end };
}

function timeBefore(filter: UsageFilter): UsageFilter {
  const lengthMs = filter.to.getTime() - filter.from.getTime();
  return { ...filter, from: new Date(filter.from.getTime() - lengthMs), to: filter.from };
}

function sameGroup<Row extends GroupedCounts>(rows: readonly Row[], of: GroupedCounts): Row | undefined {
  return rows.find(
    ({ route, version, tenant, team }) =>
      route === of.route && version === of.version && tenant === of.tenant && team === of.team,
  );
}

function itemOf(sum: UsageSum, before: UsageSum | undefined, callsPerTrace: number | null, resolved: number): CostItem {
  const { route, version, tenant, team, shadowCostUsd } = sum;
  const figures = figuresOf(sum);
  const earlier = before === undefined ? null : figuresOf(before);
  const { costPerCallUsd } = figures;
  const growth = (name: keyof CostItem['growth']): number | null => growthOf(earlier?.[name] ?? null, figures[name]);
  return {
    route,
    version,
    tenant,
    team,
    ...figures,
    shadowCostUsd,
    callsPerTrace,
    costPerTraceUsd: costPerCallUsd === null || callsPerTrace === null ? null : costPerCallUsd * callsPerTrace,
    resolvedTasks: resolved,
    costPerResolvedTaskUsd: figures.costed === 0 ? null : ratio(figures.costUsd, resolved),
    before: earlier,
    growth: {
      costUsd: growth('costUsd'),
      costPerCallUsd: growth('costPerCallUsd'),
      promptTokensPerCall: growth('promptTokensPerCall'),
      completionTokensPerCall: growth('completionTokensPerCall'),
      cacheHitRate: growth('cacheHitRate'),
    },
  };
}

function figuresOf(sum: UsageSum): CostFigures {
  const { calls, failed, costUsd, costed, promptTokens, completionTokens } = sum;
  return { calls, failed, costUsd, costed, promptTokens, completionTokens, ...ratesOf(sum) };
}

function presentAlert({ id, at, kind, subject, what, period, sentence }: StoredAlert): CostAlertBody {
  return { id, at: at.toISOString(), kind, subject, what, period: period.toISOString(), sentence };
}

function presentBudget(usage: BudgetUsage, now: Date): Budget {
  const { windowStartMs, windowEndMs, ...same } = usage;
  const { exhaustedAtMs, ...burn } = burnOf({ ...usage, nowMs: now.getTime() });
  return {
    ...same,
    ...burn,
    windowStart: new Date(windowStartMs).toISOString(),
    windowEnd: new Date(windowEndMs).toISOString(),
    exhaustedAt: exhaustedAtMs === null ? null : new Date(exhaustedAtMs).toISOString(),
  };
}
