import type { Budget, CostAlertBody, CostBody, CostItem } from '../../control/api/schemas/cost.ts';
import { colours } from './colours.ts';
import { table } from './output.ts';

/** Costs and budgets as people read them. */

export function costTable({ from, to, items }: CostBody): string {
  if (items.length === 0) return 'No calls in that time.';
  const head = ['calls', 'cost', 'growth', 'a call', 'growth', 'a trace', 'a resolved task', 'answer tokens', 'growth'];
  const rows = items.map((item) => [
    nameOf(item),
    item.calls,
    usd(item.costUsd),
    growth(item.growth.costUsd),
    usd(item.costPerCallUsd),
    growth(item.growth.costPerCallUsd),
    usd(item.costPerTraceUsd),
    usd(item.costPerResolvedTaskUsd),
    item.completionTokensPerCall?.toFixed(1),
    growth(item.growth.completionTokensPerCall),
    share(item.cacheHitRate),
    item.shadowCostUsd === 0 ? undefined : usd(item.shadowCostUsd),
  ]);
  const note = colours.dim(
    `${minute(from)} to ${minute(to)} UTC; growth is against the time of the same length before.`,
  );
  return `${table(['of', ...head, 'cache hits', 'mirrored'], rows)}\n\n${note}`;
}

export function budgetTable(budgets: readonly Budget[]): string {
  if (budgets.length === 0) return 'There are no limits of a day or a month.';
  return table(
    ['budget', 'of', 'used', 'max', 'window', 'share', 'burn rate', 'forecast', 'used up', 'state'],
    budgets.map((budget) => [
      budget.id,
      Object.entries(budget.of)
        .map(([of, value]) => `${of}=${value === '' ? '(none)' : value}`)
        .join(' ') || 'all',
      amount(budget, budget.used),
      amount(budget, budget.max),
      budget.window,
      share(budget.usedShare),
      budget.burnRate?.toFixed(2),
      budget.forecast === null ? undefined : amount(budget, budget.forecast),
      budget.exhaustedAt === null ? undefined : minute(budget.exhaustedAt),
      stateText(budget.state),
    ]),
  );
}

export function alertTable(alerts: readonly CostAlertBody[]): string {
  if (alerts.length === 0) return 'Nothing was told of costs.';
  return table(
    ['at', 'kind', 'what'],
    alerts.map(({ at, kind, sentence }) => [minute(at), kind, sentence]),
  );
}

function nameOf({ route, version, tenant, team }: CostItem): string {
  if (version !== null) return `${route ?? ''} v${version}`;
  const name = route ?? tenant ?? team ?? '';
  return name === '' ? '(none)' : name;
}

function stateText(state: Budget['state']): string {
  const colour = { ok: colours.green, warned: colours.yellow, will_exceed: colours.yellow, reached: colours.red }[
    state
  ];
  return colour(state.replaceAll('_', ' '));
}

function amount({ measure }: Budget, value: number): string {
  return measure === 'usd' ? `$${value.toFixed(2)}` : `${Math.round(value)} ${measure}`;
}

function usd(value: number | null): string | undefined {
  return value === null ? undefined : `$${Number(value.toPrecision(3))}`;
}

function share(value: number | null): string | undefined {
  return value === null ? undefined : `${(value * 100).toFixed(1)} %`;
}

function growth(value: number | null): string | undefined {
  return value === null ? undefined : `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(0)} %`;
}

const minute = (time: string): string => time.slice(0, 16).replace('T', ' ');
