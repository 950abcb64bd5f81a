import { z } from 'zod';

const breakerFieldsSchema = z.strictObject({
  consecutiveFailures: z.number().int().min(1).max(1_000).default(10),
  errorRate: z.number().gt(0).max(1).default(0.5).describe('Share of failures within ten seconds'),
  minCalls: z.number().int().min(1).max(10_000).default(20).describe('Calls below which errorRate says nothing'),
  openMs: z
    .number()
    .int()
    .min(1)
    .max(600_000)
    .default(5_000)
    .describe('Until one call tries again; doubles up to 60 s'),
});

/** When a target is left alone for a while, as long as another one can answer. */
export const breakerSchema = z
  .union([z.literal('off'), breakerFieldsSchema])
  .default(() => breakerFieldsSchema.parse({}));

export type BreakerPolicy = z.output<typeof breakerSchema>;
