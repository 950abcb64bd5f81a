import type { RequestHandler } from 'express';
import { Gauge, Histogram, Registry } from 'prom-client';
import { collectProcessMetrics } from '../platform/telemetry/process-metrics.ts';
import { ReleaseMetrics, type StoreFigures } from './release-metrics.ts';

export interface ControlMetrics {
  readonly registry: Registry;
  readonly measure: RequestHandler;
  readonly answer: RequestHandler;
}

export interface ControlFigures {
  readonly watchers: () => number;
  readonly store: () => Promise<StoreFigures>;
}

/** What Prometheus reads of the control plane: the process, the API by operation, open streams, releases and replicas. */
export function controlMetrics({ watchers, store }: ControlFigures): ControlMetrics {
  const registry = new Registry();
  collectProcessMetrics(registry);
  const duration = new Histogram({
    name: 'tidegate_control_request_duration_seconds',
    help: 'Time to answer a request of the control API',
    labelNames: ['operation', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'tidegate_control_watchers',
    help: 'Clients that watch a release live',
    registers: [registry],
    collect() {
      this.set(watchers());
    },
  });
  const releases = new ReleaseMetrics(registry, store);

  return {
    registry,
    measure(_request, response, next) {
      const end = duration.startTimer();
      response.on('finish', () => {
        const operation: unknown = response.locals['operation'];
        if (typeof operation === 'string') end({ operation, status: String(response.statusCode) });
      });
      next();
    },
    async answer(_request, response) {
      await releases.refresh();
      response.set('content-type', registry.contentType).send(await registry.metrics());
    },
  };
}
