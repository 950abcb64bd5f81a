import { z } from 'zod';
import { targetSchema } from './target-schema.ts';

/** A standing mirror: copies of requests to another target, without a release. Limits are of one replica. */
export const mirrorSchema = targetSchema
  .extend({
    rate: z.number().gt(0).max(1).describe('Share of requests'),
    params: z
      .record(z.string(), z.json())
      .optional()
      .describe("Request fields of the copies, in the place of the version's params"),
    maxConcurrent: z.number().int().min(1).max(64).default(16),
    maxPerSecond: z.number().positive().max(10_000).default(10),
    maxSpendUsdPerDay: z
      .number()
      .positive()
      .optional()
      .describe('In each UTC day; where a call came without a price nothing more is mirrored'),
  })
  .describe('Copies of requests to another target, whose answers nobody gets');

export type MirrorRule = z.output<typeof mirrorSchema>;
