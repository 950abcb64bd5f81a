import { z } from 'zod';
import { parseMetric } from '../core/decision/metric.ts';
import type { ValueName } from '../core/llm/statistics.ts';

/** Zod schema of one line of a backtest: what one look brought, of one run. See docs/backtest.md. */

/** A name that nothing reads would be a mistake that nobody sees. */
const rateNameSchema = z.string().refine((name) => parseMetric(name)?.kind === 'rate', {
  error: (issue) => `"${String(issue.input)}" is no rate metric`,
});

const VALUE_NAMES = [
  'latency_ms',
  'ttft_ms',
  'cost_usd',
  'cost_usd_per_trace',
  'calls_per_trace',
  'prompt_tokens',
  'completion_tokens',
] as const satisfies readonly ValueName[];

const countSchema = z.number().int().min(0);

const rateSchema = z
  .strictObject({
    trials: countSchema,
    events: countSchema,
    fresh: z
      .strictObject({ trials: countSchema, events: countSchema })
      .exactOptional()
      .describe('Those whose session or user has not been bad of late; absent where calls have none'),
  })
  .refine(({ trials, events }) => events <= trials, 'more events than trials')
  .refine(
    ({ trials, events, fresh }) =>
      fresh === undefined ||
      (fresh.trials <= trials && fresh.events <= events && fresh.trials - fresh.events <= trials - events),
    'more fresh calls than calls',
  );

const histogramSchema = z.strictObject({
  zero: countSchema,
  buckets: z.record(z.string().regex(/^-?\d+$/), countSchema),
});

const valuesSchema = z.union(
  [
    z.array(z.number().min(0)).describe('The values themselves'),
    z
      .strictObject({ sum: z.number().min(0), histogram: histogramSchema })
      .describe("Sufficient statistics on tidegate's grid"),
  ],
  'values are numbers of 0 or more, or {"sum", "histogram"}',
);

const armSchema = z.strictObject({
  arm: z.enum(['stable', 'candidate', 'shadow']),
  cohort: z.string().default('all').describe('`all` counts every call; `tenant=acme` counts its calls again'),
  requests: countSchema,
  weight: z.number().min(0).max(1).optional().describe("Where these calls were made at another than the line's weight"),
  rates: z.record(rateNameSchema, rateSchema).default({}),
  values: z.partialRecord(z.enum(VALUE_NAMES), valuesSchema).default({}),
});

const pairCountsSchema = z.strictObject({
  bothGood: countSchema,
  onlyStableBad: countSchema,
  onlyCandidateBad: countSchema,
  bothBad: countSchema,
});

export const batchSchema = z.strictObject({
  run: z.string().default('').describe('Which release the line belongs to; each has evidence of its own'),
  atSeconds: z.number().min(0).describe('Seconds since the start of its run, never falling'),
  weight: z.number().min(0).max(1).describe('Share of units that the candidate served'),
  stage: z.enum(['shadow', 'canary', 'ramp', 'bake']).optional(),
  arms: z.array(armSchema).default([]),
  pairs: z
    .array(
      z.strictObject({
        cohort: z.string().default('all'),
        pairs: countSchema,
        rates: z.record(rateNameSchema, pairCountsSchema).default({}),
      }),
    )
    .default([]),
  external: z
    .record(
      z.string(),
      z.union(
        [z.null(), z.strictObject({ stable: z.number(), candidate: z.number() })],
        'a reading is {"stable", "candidate"}, or null where it failed',
      ),
    )
    .optional(),
});

/** What went wrong with a line first, in words: `arms[0].rates.error_rate: more events than trials`. */
export function batchFault({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'it has no known form';
  const path = issue.path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return path === '' ? message : `${path}: ${message}`;
}
