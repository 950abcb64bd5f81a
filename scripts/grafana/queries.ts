/** Parts that queries share. `$__rate_interval` and `$__range` are Grafana's. */

export const OF_ROUTE = 'route=~"$route"';
export const OF_REPLICA = 'instance=~"$replica"';

/** What the provider or the target is to blame for; as in deploy/prometheus/alerts.yml. */
const FAILED = 'error_type!~"|client_closed|unsupported|guardrail_blocked|400|413|422"';

export function rate(selector: string, by: string): string {
  return `sum by (${by}) (rate(${selector}[$__rate_interval]))`;
}

export function quantile(share: number, histogram: string, by: string, matchers = ''): string {
  return `histogram_quantile(${share}, sum by (le, ${by}) (rate(${histogram}_bucket{${matchers}}[$__rate_interval])))`;
}

/** The share of calls that failed. */
export function failing(by: string, matchers = OF_ROUTE): string {
  const calls = 'tidegate_gateway_calls_total';
  return `${rate(`${calls}{${matchers}, ${FAILED}}`, by)} / ${rate(`${calls}{${matchers}}`, by)}`;
}

/** What the store knows is told alike by every control plane. */
export function stored(selector: string, by: string): string {
  return `max by (${by}) (${selector})`;
}
