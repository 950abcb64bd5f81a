import { z } from 'zod';

const priceSchema = z.strictObject({
  inputPerMillionUsd: z.number().min(0),
  cachedInputPerMillionUsd: z.number().min(0).optional(),
  cacheWriteInputPerMillionUsd: z.number().min(0).optional(),
  audioInputPerMillionUsd: z.number().min(0).optional(),
  outputPerMillionUsd: z.number().min(0),
  audioOutputPerMillionUsd: z.number().min(0).optional(),
});

/** A secret by reference: the name of an environment variable of the gateway's process. */
const secretReferenceSchema = z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/i) });

/** Each kind is one file in gateway/upstream/provider/. */
const PROVIDER_KINDS = ['openai-compatible', 'azure-openai', 'anthropic'] as const;

export const providerSchema = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, . _ and - only'),
    kind: z.enum(PROVIDER_KINDS),
    baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https URL such as https://api.openai.com/v1' }),
    apiKey: secretReferenceSchema.optional(),
    headers: z.record(z.string(), z.string()).default({}).describe('Sent with each call; never put a secret here'),
    prices: z
      .record(z.string(), priceSchema)
      .default({})
      .describe('US dollars per million tokens, by model; they go before the list of public prices'),
    apiVersion: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, 'must be a date such as 2024-10-21')
      .optional()
      .describe('Of azure-openai: calls go to deployments by this version; without it, to the v1 surface'),
    defaultMaxTokens: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('Of anthropic: max_tokens of requests that set none, 8192 where it is left out'),
  })
  .superRefine(({ kind, apiVersion, defaultMaxTokens }, context) => {
    const misplaced = (path: string, owner: string): void =>
      context.addIssue({ code: 'custom', path: [path], message: `belongs to providers of the kind ${owner} only` });
    if (apiVersion !== undefined && kind !== 'azure-openai') misplaced('apiVersion', 'azure-openai');
    if (defaultMaxTokens !== undefined && kind !== 'anthropic') misplaced('defaultMaxTokens', 'anthropic');
  });
