import { parser } from '@prometheus-io/lezer-promql';

/** The metrics that an expression of Prometheus reads, by its own grammar. Throws where the expression is none. */
export function metricsOf(expression: string): readonly string[] {
  const names = new Set<string>();
  parser.parse(expression).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`Not PromQL at ${from}: ${expression}`);
      if (type.name === 'Identifier' && node.parent?.type.name === 'VectorSelector')
        names.add(expression.slice(from, to));
    },
  });
  return [...names];
}

/** What a process exposes: its metrics, with the series that histograms are made of. */
export function exposedBy(scrape: string): ReadonlySet<string> {
  const types = [...scrape.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}
