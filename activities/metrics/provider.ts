import type { MetricSource } from '../../core/evaluation/metric-source.ts';

/**
 * A system outside that knows a metric. Another one is one more file like `prometheus.ts`, its `kind` in the schema of
 * metric sources, and an entry in `providers.ts`.
 */
export interface MetricProvider {
  /**
   * The number that the query comes to now.
   * @throws Error where it can not be told: no answer, no data, more than one number. Never a default.
   */
  read(source: MetricSource, query: string, signal: AbortSignal): Promise<number>;
}

/** The value of a secret that a source names; throws where it is not set. */
export type SecretReader = (reference: { readonly env: string }) => string;
