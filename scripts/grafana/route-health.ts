import { type Dashboard, lines, number, stacked } from './panel.ts';
import { failing, OF_ROUTE, quantile, rate } from './queries.ts';

export const ROUTE_HEALTH: Dashboard = {
  id: 'tidegate-route-health',
  title: 'Route health',
  variables: ['route'],
  panels: [
    number('Calls', 'reqps', { '': `sum(rate(tidegate_gateway_calls_total{${OF_ROUTE}}[$__rate_interval]))` }),
    number('Failing on stable', 'percentunit', { '{{arm}}': failing('arm', `${OF_ROUTE}, arm="stable"`) }),
    number('First token, p95', 's', {
      '{{arm}}': quantile(0.95, 'tidegate_gateway_time_to_first_token_seconds', 'arm', `${OF_ROUTE}, arm="stable"`),
    }),
    number('Breakers open', 'short', { '': 'sum(tidegate_gateway_breakers_open)' }),
    stacked('Calls by route and arm', 'reqps', {
      '{{route}} {{arm}}': rate(`tidegate_gateway_calls_total{${OF_ROUTE}}`, 'route, arm'),
    }),
    lines(
      'Failing calls by route and arm',
      'percentunit',
      { '{{route}} {{arm}}': failing('route, arm') },
      'Without what the caller caused: calls that were given up, requests that were wrong, guardrails.',
    ),
    stacked('Errors by type', 'reqps', {
      '{{route}} {{arm}} {{error_type}}': rate(
        `tidegate_gateway_calls_total{${OF_ROUTE}, error_type!=""}`,
        'route, arm, error_type',
      ),
    }),
    stacked('Answers by status', 'reqps', {
      '{{status}}': rate(`tidegate_gateway_requests_total{${OF_ROUTE}}`, 'status'),
    }),
    lines('Time to first token', 's', {
      'p50 {{route}} {{arm}}': quantile(0.5, 'tidegate_gateway_time_to_first_token_seconds', 'route, arm', OF_ROUTE),
      'p95 {{route}} {{arm}}': quantile(0.95, 'tidegate_gateway_time_to_first_token_seconds', 'route, arm', OF_ROUTE),
    }),
    lines(
      'Duration of calls by model',
      's',
      {
        'p50 {{gen_ai_request_model}}': quantile(
          0.5,
          'gen_ai_client_operation_duration_seconds',
          'gen_ai_request_model',
        ),
        'p95 {{gen_ai_request_model}}': quantile(
          0.95,
          'gen_ai_client_operation_duration_seconds',
          'gen_ai_request_model',
        ),
      },
      'Of all routes.',
    ),
    stacked('Tries again, and other targets asked', 'reqps', {
      'retries {{route}}': rate(`tidegate_gateway_retries_total{${OF_ROUTE}}`, 'route'),
      'retries denied {{route}}': rate(`tidegate_gateway_retries_denied_total{${OF_ROUTE}}`, 'route'),
      'fallbacks {{route}} {{error_type}}': rate(`tidegate_gateway_fallbacks_total{${OF_ROUTE}}`, 'route, error_type'),
      'left alone {{route}}': rate(`tidegate_gateway_breaker_skips_total{${OF_ROUTE}}`, 'route'),
    }),
    stacked('Guardrails', 'reqps', {
      '{{guardrail}} {{verdict}}': rate(
        `tidegate_gateway_guardrail_verdicts_total{${OF_ROUTE}, verdict!="pass"}`,
        'guardrail, verdict',
      ),
    }),
  ],
};
