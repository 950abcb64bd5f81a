import type { z } from 'zod';
import type { providerSchema } from './provider-schema.ts';

export type ProviderConfig = z.output<typeof providerSchema>;
export type ModelPrice = ProviderConfig['prices'][string];
