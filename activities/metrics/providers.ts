import type { Outbound } from '../../platform/outbound/outbound.ts';
import { Prometheus } from './prometheus.ts';
import type { MetricProvider, SecretReader } from './provider.ts';
import type { MetricSource } from '../../core/evaluation/metric-source.ts';

/** By the kind of its source. */
export type MetricProviders = Readonly<Record<MetricSource['kind'], MetricProvider>>;

export function metricProviders(readSecret: SecretReader, outbound: Outbound): MetricProviders {
  return { prometheus: new Prometheus(readSecret, outbound) };
}
