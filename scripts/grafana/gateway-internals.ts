import { type Dashboard, lines, number, stacked, steps } from './panel.ts';
import { OF_REPLICA, rate } from './queries.ts';

function own(metric: string): string {
  return `max by (instance) (${metric}{${OF_REPLICA}})`;
}

function ownRate(metric: string): string {
  return rate(`${metric}{${OF_REPLICA}}`, 'instance');
}

const OF_GATEWAY = `job="gateway", ${OF_REPLICA}`;

export const GATEWAY_INTERNALS: Dashboard = {
  id: 'tidegate-gateway-internals',
  title: 'Gateway internals',
  variables: ['replica'],
  panels: [
    number('Replicas', 'short', { '': 'count(tidegate_gateway_lease_held)' }),
    number('Open calls', 'short', { '': 'sum(tidegate_gateway_open_calls)' }),
    number('Refused', 'reqps', { '': 'sum(rate(tidegate_gateway_calls_refused_total[$__rate_interval]))' }),
    number('Oldest publication served', 'short', { '': 'min(tidegate_gateway_snapshot_version)' }),
    lines('Requests', 'reqps', { '{{instance}}': ownRate('tidegate_gateway_requests_total') }),
    lines('Open calls and refused ones', 'short', {
      'open {{instance}}': own('tidegate_gateway_open_calls'),
      'refused a second {{instance}}': ownRate('tidegate_gateway_calls_refused_total'),
    }),
    lines(
      'Processor time',
      'percentunit',
      { '{{instance}}': rate(`process_cpu_seconds_total{${OF_GATEWAY}}`, 'instance') },
      'Of one core. A replica answers from one; the export by OTLP has a thread of its own.',
    ),
    lines('Lateness of the event loop', 's', {
      'p99 {{instance}}': `max by (instance) (nodejs_eventloop_lag_p99_seconds{${OF_GATEWAY}})`,
    }),
    lines('Memory', 'bytes', {
      'process {{instance}}': `max by (instance) (process_resident_memory_bytes{${OF_GATEWAY}})`,
      'heap {{instance}}': `max by (instance) (nodejs_heap_size_used_bytes{${OF_GATEWAY}})`,
      'bodies held {{instance}}': own('tidegate_gateway_held_body_bytes'),
    }),
    lines('Garbage collection', 'percentunit', {
      '{{instance}}': rate(`nodejs_gc_duration_seconds_sum{${OF_GATEWAY}}`, 'instance'),
    }),
    lines('Outcomes written', 'ops', {
      'flushes {{instance}}': ownRate('tidegate_gateway_flushes_total'),
      'failed {{instance}}': ownRate('tidegate_gateway_flush_failures_total'),
      'store not read {{instance}}': ownRate('tidegate_gateway_store_failures_total'),
    }),
    stacked('Dropped', 'ops', {
      'traces {{instance}}': ownRate('tidegate_gateway_traces_dropped_total'),
      'sums by trace {{instance}}': ownRate('tidegate_gateway_trace_calls_dropped_total'),
      'bodies {{instance}}': ownRate('tidegate_gateway_bodies_dropped_total'),
      'exports {{instance}}': ownRate('tidegate_gateway_exports_dropped_total'),
      'evaluations {{instance}}': ownRate('tidegate_gateway_evaluations_dropped_total'),
      'mirrored calls {{instance}}': ownRate('tidegate_gateway_mirrors_dropped_total'),
    }),
    steps('Lease', 'bool', { '{{instance}}': own('tidegate_gateway_lease_held') }, 'Without it, all get stable.'),
    lines('Breakers', 'short', {
      'open {{instance}}': own('tidegate_gateway_breakers_open'),
      'openings a second {{instance}}': ownRate('tidegate_gateway_breaker_openings_total'),
    }),
    lines('Limits without their counters', 'short', {
      'away {{instance}}': own('tidegate_gateway_limit_counters_away'),
      'calls checked alone {{instance}}': ownRate('tidegate_gateway_locally_limited_calls_total'),
    }),
    lines('Open files', 'short', { '{{instance}}': `max by (instance) (process_open_fds{${OF_GATEWAY}})` }),
  ],
};
