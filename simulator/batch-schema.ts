import { z } from 'zod';

/** Zod schema of one line of a backtest: what one look brought, of one run. See docs/decision-engine.md. */

const countSchema = z.number().int().min(0);

const rateSchema = z
  .strictObject({ trials: countSchema, events: countSchema })
  .refine(({ trials, events }) => events <= trials, 'more events than trials');

const histogramSchema = z.strictObject({
  zero: countSchema,
  buckets: z.record(z.string().regex(/^-?\d+$/), countSchema),
});

const valuesSchema = z.union([
  z.array(z.number().min(0)).describe('The values themselves'),
  z
    .strictObject({ sum: z.number().min(0), histogram: histogramSchema })
    .describe("Sufficient statistics on tidegate's grid"),
]);

const armSchema = z.strictObject({
  arm: z.enum(['stable', 'candidate', 'shadow']),
  cohort: z.string().default('all').describe('`all` counts every call; `tenant=acme` counts its calls again'),
  requests: countSchema,
  rates: z.record(z.string(), rateSchema).default({}),
  values: z.record(z.string(), valuesSchema).default({}),
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
        rates: z.record(z.string(), pairCountsSchema).default({}),
      }),
    )
    .default([]),
  external: z
    .record(z.string(), z.union([z.null(), z.strictObject({ stable: z.number(), candidate: z.number() })]))
    .optional(),
});
