import { z } from 'zod';
import { pageOf, timeSchema } from './common.ts';

const labelsSchema = z.record(z.string().min(1).max(64), z.string().max(128));

export const keySchema = z
  .object({
    id: z.string().meta({ examples: ['key_01jd3vm0q4z8k2y7w5x9'] }),
    name: z.string(),
    tenant: z.string().nullable(),
    team: z.string().nullable(),
    labels: labelsSchema.meta({ description: 'Recorded with each call that uses the key' }),
    routes: z.array(z.string()).nullable().meta({ description: 'Routes that the key may call; null means all' }),
    createdAt: timeSchema,
    revokedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Key', description: 'A key that apps call the gateway with' });

export const issuedKeySchema = keySchema
  .extend({ secret: z.string().meta({ description: 'The key itself: shown this once, never again' }) })
  .meta({ id: 'IssuedKey', description: 'A new key with its secret' });

export const newKeySchema = z
  .strictObject({
    name: z.string().min(1).max(128),
    tenant: z.string().min(1).max(128).optional(),
    team: z.string().min(1).max(128).optional(),
    labels: labelsSchema.default({}),
    routes: z.array(z.string().min(1).max(128)).min(1).max(1_000).optional(),
  })
  .meta({ id: 'NewKey', examples: [{ name: 'checkout service', tenant: 'acme', team: 'support' }] });

export const revokeRequestSchema = z
  .strictObject({ reason: z.string().min(1).max(1_000).default('revoked by hand') })
  .meta({ id: 'RevokeRequest' });

export const keyPageSchema = pageOf('KeyPage', keySchema);

export type Key = z.output<typeof keySchema>;
