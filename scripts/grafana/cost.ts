import { bars, type Dashboard, lines, number, stacked } from './panel.ts';
import { OF_ROUTE, rate } from './queries.ts';

const COST = `tidegate_gateway_cost_usd_total{${OF_ROUTE}}`;

export const COST_DASHBOARD: Dashboard = {
  id: 'tidegate-cost',
  title: 'Cost',
  variables: ['route'],
  panels: [
    number('Spent in this time', 'currencyUSD', { '': `sum(increase(${COST}[$__range]))` }),
    number('At this rate, a day', 'currencyUSD', { '': `86400 * sum(rate(${COST}[1h]))` }),
    number('A thousand calls', 'currencyUSD', {
      '': `1000 * sum(rate(${COST}[1h])) / sum(rate(tidegate_gateway_calls_total{${OF_ROUTE}}[1h]))`,
    }),
    number('Tokens', 'short', { '': 'sum(increase(gen_ai_client_token_usage_sum[$__range]))' }),
    stacked(
      'US dollars an hour, by route and arm',
      'currencyUSD',
      { '{{route}} {{arm}}': `3600 * ${rate(COST, 'route, arm')}` },
      'Calls whose price or usage is not known add nothing.',
    ),
    lines('A thousand calls, by route and arm', 'currencyUSD', {
      '{{route}} {{arm}}': `1000 * ${rate(COST, 'route, arm')} / ${rate(`tidegate_gateway_calls_total{${OF_ROUTE}}`, 'route, arm')}`,
    }),
    bars('Spent in this time, by route', 'currencyUSD', {
      '{{route}}': `sum by (route) (increase(${COST}[$__range]))`,
    }),
    stacked('Tokens a second, by model', 'short', {
      '{{gen_ai_request_model}} {{gen_ai_token_type}}': rate(
        'gen_ai_client_token_usage_sum',
        'gen_ai_request_model, gen_ai_token_type',
      ),
    }),
    lines('Tokens of a call, by model', 'short', {
      '{{gen_ai_request_model}} {{gen_ai_token_type}}': `${rate('gen_ai_client_token_usage_sum', 'gen_ai_request_model, gen_ai_token_type')} / ${rate('gen_ai_client_token_usage_count', 'gen_ai_request_model, gen_ai_token_type')}`,
    }),
    stacked(
      'Limits that warned or were used up, an hour',
      'short',
      {
        '{{limit}} {{level}}': 'sum by (limit, level) (increase(tidegate_gateway_limit_events_total[1h]))',
        'budgets of traces {{route}}': `sum by (route) (increase(tidegate_gateway_trace_budget_warnings_total{${OF_ROUTE}}[1h]))`,
      },
      'Once for each counter and window.',
    ),
    lines('Answered from the cache', 'percentunit', {
      '{{route}} {{arm}}': `${rate(`tidegate_gateway_cache_lookups_total{${OF_ROUTE}, result="hit"}`, 'route, arm')} / ${rate(`tidegate_gateway_cache_lookups_total{${OF_ROUTE}}`, 'route, arm')}`,
    }),
  ],
};
