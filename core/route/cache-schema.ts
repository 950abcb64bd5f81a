import { z } from 'zod';
import { durationSchema } from '../duration-schema.ts';
import { parseDuration } from '../duration.ts';
import { idSchema } from './target-schema.ts';

const LONGEST_TTL_MS = 30 * 86_400_000;
const MIB = 1024 * 1024;

const commonShape = {
  ttl: durationSchema
    .refine((text) => {
      const ttlMs = parseDuration(text) ?? 0;
      return ttlMs >= 1_000 && ttlMs <= LONGEST_TTL_MS;
    }, 'from 1s to 30d')
    .default('10m')
    .describe('How long an answer may be served again'),
  maxEntries: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(1_000)
    .describe('Answers of the version that a replica keeps'),
  maxBytes: z
    .number()
    .int()
    .min(1)
    .max(256 * MIB)
    .default(16 * MIB)
    .describe('Bytes of the answers of the version that a replica keeps'),
  maxAnswerBytes: z
    .number()
    .int()
    .min(1)
    .max(4 * MIB)
    .default(MIB)
    .describe('A larger answer is not kept'),
};

/** The cache of a route version. */
export const cacheSchema = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('off') }),
    z.strictObject({ mode: z.literal('exact'), ...commonShape }).describe('The same request gets the same answer'),
    z
      .strictObject({
        mode: z.literal('semantic'),
        ...commonShape,
        embedding: z
          .strictObject({
            provider: idSchema,
            model: z.string().min(1).max(256),
            timeoutMs: z
              .number()
              .int()
              .min(1)
              .max(10_000)
              .default(500)
              .describe('Longer, and the call goes on without'),
          })
          .describe('What the last turn of the user is compared by'),
        similarity: z.number().min(0.5).max(1).default(0.95).describe('Least cosine of two turns that mean the same'),
      })
      .describe('As exact, and a last turn that means the same, all else being equal, gets the same answer'),
  ])
  .default({ mode: 'off' });
