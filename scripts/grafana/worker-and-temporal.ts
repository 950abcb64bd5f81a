import { type Dashboard, lines, number, stacked } from './panel.ts';
import { quantile, rate } from './queries.ts';

/** Names that start so come from Temporal's server, which the compose file lets Prometheus read. */
export const OF_TEMPORAL_SERVER = ['service_', 'persistence_'] as const;

export const WORKER_AND_TEMPORAL: Dashboard = {
  id: 'tidegate-worker-and-temporal',
  title: 'Worker and Temporal',
  variables: [],
  panels: [
    number('Workers', 'short', { '': 'count(count by (instance) (temporal_num_pollers)) or vector(0)' }),
    number('Pollers', 'short', { '': 'sum(temporal_num_pollers)' }),
    number('Activities that run', 'short', {
      '': 'sum(temporal_worker_task_slots_used{worker_type="ActivityWorker"})',
    }),
    number('Who watch a release', 'short', { '': 'sum(tidegate_control_watchers)' }),
    lines('Slots in use', 'percentunit', {
      '{{instance}} {{worker_type}}':
        'sum by (instance, worker_type) (temporal_worker_task_slots_used) / (sum by (instance, worker_type) (temporal_worker_task_slots_used) + sum by (instance, worker_type) (temporal_worker_task_slots_available))',
    }),
    lines('Pollers', 'short', {
      '{{instance}} {{poller_type}}': 'sum by (instance, poller_type) (temporal_num_pollers)',
    }),
    lines('Workflow tasks, p95', 's', {
      'waiting {{instance}}': quantile(0.95, 'temporal_workflow_task_schedule_to_start_latency_seconds', 'instance'),
      'running {{instance}}': quantile(0.95, 'temporal_workflow_task_execution_latency_seconds', 'instance'),
    }),
    lines('Activities, p95', 's', {
      'waiting {{activity_type}}': quantile(
        0.95,
        'temporal_activity_schedule_to_start_latency_seconds',
        'activity_type',
      ),
      'running {{activity_type}}': quantile(0.95, 'temporal_activity_execution_latency_seconds', 'activity_type'),
    }),
    lines('Requests of the worker', 'reqps', { '{{operation}}': rate('temporal_request_total', 'operation') }),
    lines('Requests of the worker, p95', 's', {
      '{{operation}}': quantile(0.95, 'temporal_request_latency_seconds', 'operation'),
    }),
    lines('Workflows in memory', 'short', { '{{instance}}': 'sum by (instance) (temporal_sticky_cache_size)' }),
    stacked('Temporal: requests and errors', 'reqps', {
      '{{service_name}}': rate('service_requests', 'service_name'),
      'errors {{service_name}}': rate('service_errors', 'service_name'),
    }),
    lines('Temporal: its store, p95', 's', { '{{operation}}': quantile(0.95, 'persistence_latency', 'operation') }),
    lines('Control API, p95', 's', {
      '{{operation}}': quantile(0.95, 'tidegate_control_request_duration_seconds', 'operation'),
    }),
    stacked('Control API: answers by status', 'reqps', {
      '{{status}}': rate('tidegate_control_request_duration_seconds_count', 'status'),
    }),
    lines('Control plane: store not read', 'ops', {
      '{{instance}}': rate('tidegate_control_store_failures_total', 'instance'),
    }),
  ],
};
