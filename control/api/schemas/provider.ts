import { providerSchema as providerConfigSchema } from '../../../core/route/provider-schema.ts';
import { pageOf } from './common.ts';

/** Providers hold no secret: `apiKey` is the name of a variable of the gateway's environment. */
const providerBodySchema = providerConfigSchema.meta({
  id: 'Provider',
  description: 'Where a route’s calls go',
  examples: [
    {
      id: 'openai',
      kind: 'openai-compatible',
      baseUrl: 'https://api.openai.com/v1',
      apiKey: { env: 'OPENAI_API_KEY' },
      headers: {},
      prices: { 'gpt-5-mini': { inputPerMillionUsd: 0.25, outputPerMillionUsd: 2 } },
    },
  ],
});
export const providerPageSchema = pageOf('ProviderPage', providerBodySchema);
