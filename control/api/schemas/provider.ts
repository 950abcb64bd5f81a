import type { z } from 'zod';
import { providerSchema as providerConfigSchema } from '../../../core/route/provider-schema.ts';
import { pageOf } from './common.ts';

/** Providers hold no secret: `apiKey` is the name of a variable of the gateway's environment. */
export const providerBodySchema = providerConfigSchema.meta({
  id: 'Provider',
  description: 'Where a route’s calls go',
  example: {
    id: 'openai',
    kind: 'openai-compatible',
    baseUrl: 'https://api.openai.com/v1',
    apiKey: { env: 'OPENAI_API_KEY' },
    headers: {},
    prices: { 'gpt-5-mini': { inputPerMillionUsd: 0.25, outputPerMillionUsd: 2 } },
  },
});
export const providerPageSchema = pageOf('ProviderPage', providerBodySchema);

export type Provider = z.output<typeof providerBodySchema>;
