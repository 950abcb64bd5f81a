import type { Metric, MetricValue, Registry } from 'prom-client';

export type Labels = Readonly<Record<string, string>>;

/** The observations of one combination of labels. */
export class Series {
  readonly labels: Labels;
  /** By bucket, and beyond the last one; not cumulative. */
  readonly counts: Float64Array;
  sum = 0;
  readonly #bounds: readonly number[];

  constructor(labels: Labels, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    let bucket = 0;
    while (value > (this.#bounds[bucket] ?? Infinity)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += value;
  }
}

/**
 * A Prometheus histogram for the hot path: whoever observes keeps its series at hand, where prom-client's own looks it up
 * by its labels at each observation.
 */
export class SeriesHistogram {
  readonly name: string;
  readonly help: string;
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  constructor(options: { name: string; help: string; buckets: readonly number[]; registry: Registry }) {
    this.name = options.name;
    this.help = options.help;
    this.#bounds = options.buckets;
    // A registry needs no more of a metric than a name and `get`, whatever its type says.
    options.registry.registerMetric(this as unknown as Metric);
  }

  /** The series of these labels, which come in the same order each time. */
  series(labels: Labels): Series {
    const key = JSON.stringify(labels);
    const series = this.#series.get(key) ?? new Series(labels, this.#bounds);
    this.#series.set(key, series);
    return series;
  }

  /** What prom-client writes out when somebody scrapes. */
  get(): object {
    const values = Array.from(this.#series.values(), (series) => this.#values(series)).flat();
    return { name: this.name, help: this.help, type: 'histogram', values, aggregator: 'sum' };
  }

  #values({ labels, counts, sum }: Series): (MetricValue<string> & { metricName: string })[] {
    let count = 0;
    const buckets = Array.from(counts, (inBucket, index) => {
      count += inBucket;
      return {
        metricName: `${this.name}_bucket`,
        labels: { le: this.#bounds[index] ?? '+Inf', ...labels },
        value: count,
      };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}
