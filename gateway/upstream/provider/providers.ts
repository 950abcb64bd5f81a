import type { ProviderConfig } from '../../../core/route/provider.ts';
import { anthropic } from './anthropic.ts';
import { azureOpenai } from './azure-openai.ts';
import { openaiCompatible } from './openai-compatible.ts';
import type { Provider } from './provider.ts';

export const PROVIDERS: Readonly<Record<ProviderConfig['kind'], Provider>> = {
  'openai-compatible': openaiCompatible,
  'azure-openai': azureOpenai,
  anthropic,
};
