import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Gauges whose names say that they are counters. The same figures are there by type, without `_total`. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** What is known of a process itself, under names that follow Prometheus's conventions. */
export function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
}
