import { bars, type Dashboard, lines, number, stacked, steps } from './panel.ts';
import { failing, OF_ROUTE, quantile, rate, stored } from './queries.ts';

const COMPARED = `${OF_ROUTE}, arm=~"stable|candidate"`;

export const RELEASE_PROGRESS: Dashboard = {
  id: 'tidegate-release-progress',
  title: 'Release progress',
  variables: ['route'],
  panels: [
    number('Under way', 'short', {
      '': `sum(${stored('tidegate_control_open_releases', 'route, status')}) or vector(0)`,
    }),
    number('Held', 'short', {
      '': `sum(${stored('tidegate_control_open_releases{status="held"}', 'route')}) or vector(0)`,
    }),
    number('Replicas that report', 'short', { '': 'max(tidegate_control_replicas{state="live"})' }),
    number('Replicas without a lease', 'short', { '': 'count(tidegate_gateway_lease_held == 0) or vector(0)' }),
    steps('Share of users that get the candidate', 'percentunit', {
      '{{route}}': stored(`tidegate_control_release_weight_ratio{${OF_ROUTE}}`, 'route'),
    }),
    steps('Status', 'short', {
      '{{route}} {{status}}': stored(`tidegate_control_open_releases{${OF_ROUTE}}`, 'route, status'),
    }),
    lines('Failing calls: candidate and stable', 'percentunit', {
      '{{route}} {{arm}}': failing('route, arm', COMPARED),
    }),
    lines('Time to first token, p95: candidate and stable', 's', {
      '{{route}} {{arm}}': quantile(0.95, 'tidegate_gateway_time_to_first_token_seconds', 'route, arm', COMPARED),
    }),
    lines('Cost per call: candidate and stable', 'currencyUSD', {
      '{{route}} {{arm}}': `${rate(`tidegate_gateway_cost_usd_total{${COMPARED}}`, 'route, arm')} / ${rate(`tidegate_gateway_calls_total{${COMPARED}}`, 'route, arm')}`,
    }),
    stacked('Calls of the candidate and mirrored calls', 'reqps', {
      '{{route}} candidate': rate(`tidegate_gateway_calls_total{${OF_ROUTE}, arm="candidate"}`, 'route'),
      mirrored: 'sum(rate(tidegate_gateway_mirrors_started_total[$__rate_interval]))',
    }),
    bars('How releases ended in this time', 'short', {
      '{{route}} {{status}}': `increase(${stored(`tidegate_control_releases_ended_total{${OF_ROUTE}}`, 'route, status')}[$__range:]) > 0`,
    }),
    steps(
      'Publication that each replica serves',
      'short',
      { '{{instance}}': 'max by (instance) (tidegate_gateway_snapshot_version)' },
      'They part for a moment at each step of a release.',
    ),
  ],
};
