import { z } from 'zod';

/** Zod schema of judging models: a release's `judges`. */

export const judgeSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'a name is 1 to 64 letters, digits and . _ -')
    .describe('Its failures are the metric eval_fail_rate:<name>'),
  mode: z
    .enum(['rubric', 'pairwise'])
    .default('rubric')
    .describe('Each answer by itself; or in shadow, the two answers to one prompt against each other'),
  provider: z.string().min(1).max(64).describe('An openai-compatible provider with a price for the model'),
  model: z.string().min(1).max(256),
  rubric: z.string().min(1).max(20_000).describe('What a good answer is'),
  rate: z.number().gt(0).max(1).default(0.1).describe('Share of traces that are judged, of both arms alike'),
  concurrency: z.number().int().min(1).max(16).default(2),
  maxPerMinute: z.number().int().min(1).max(6_000).default(60),
  maxSpendUsd: z.number().positive().max(100_000).default(5).describe('Judging stops before it would cost more'),
  maxOutputTokens: z.number().int().min(16).max(32_000).default(1_000),
});

export const judgesSchema = z
  .array(judgeSchema)
  .max(5)
  .superRefine((judges, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of judges.entries()) {
      if (seen.has(name))
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `there are two judges "${name}"` });
      seen.add(name);
    }
  });
