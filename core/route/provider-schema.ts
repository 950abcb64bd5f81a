import { z } from 'zod';

const priceSchema = z.strictObject({
  inputPerMillionUsd: z.number().min(0),
  cachedInputPerMillionUsd: z.number().min(0).optional(),
  outputPerMillionUsd: z.number().min(0),
});

/** A secret by reference: the name of an environment variable of the gateway's process. */
const secretReferenceSchema = z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/i) });

export const providerSchema = z.strictObject({
  id: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, . _ and - only'),
  kind: z.enum(['openai-compatible']),
  baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https URL such as https://api.openai.com/v1' }),
  apiKey: secretReferenceSchema.optional(),
  headers: z.record(z.string(), z.string()).default({}).describe('Sent with each call; never put a secret here'),
  prices: z.record(z.string(), priceSchema).default({}).describe('US dollars per million tokens, by model'),
});
