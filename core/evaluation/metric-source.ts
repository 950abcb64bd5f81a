import type { z } from 'zod';
import type { metricSourceSchema } from './metric-source-schema.ts';

/** Where a metric comes from that tidegate does not measure itself. */
export type MetricSource = z.output<typeof metricSourceSchema>;

/** What differs between the two questions that are asked for each reading. */
export interface QueryValues {
  readonly arm: 'stable' | 'candidate';
  readonly version: number;
  readonly route: string;
  readonly release: string;
}

/** The query with its places filled in, as they stand within a quoted string of PromQL. */
export function filledQuery(query: string, values: QueryValues): string {
  return query.replaceAll(/\{\{(arm|version|route|release)\}\}/g, (_all, name: keyof QueryValues) =>
    String(values[name]).replaceAll(/[\\"'`]/g, '\\$&'),
  );
}
