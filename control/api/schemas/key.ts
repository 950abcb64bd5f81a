import { z } from 'zod';
import { parseDuration } from '../../../core/duration.ts';
import { keyLimitsSchema } from '../../../core/limits/limit-schema.ts';
import { durationSchema } from '../../../core/duration-schema.ts';
import { pageOf, timeSchema } from './common.ts';

const LONGEST_MS = 10 * 366 * 86_400_000;
export const spanSchema = durationSchema.refine(
  (text) => (parseDuration(text) ?? 0) <= LONGEST_MS,
  'at most ten years',
);
export const reasonSchema = z.string().min(1).max(1_000);

const labelsSchema = z.record(z.string().min(1).max(64), z.string().max(128));

export const keySchema = z
  .object({
    id: z.string().meta({ examples: ['key_01jd3vm0q4z8k2y7w5x9'] }),
    name: z.string(),
    tenant: z.string().nullable(),
    team: z.string().nullable(),
    labels: labelsSchema.meta({ description: 'Recorded with each call that uses the key' }),
    routes: z.array(z.string()).nullable().meta({ description: 'Routes that the key may call; null means all' }),
    limits: keyLimitsSchema.meta({ description: 'What the key may use, beside the limits of the configuration' }),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable().meta({ description: 'From then on it is refused' }),
    rotatedAt: timeSchema.nullable(),
    previousExpiresAt: timeSchema
      .nullable()
      .meta({ description: 'Until then the text before the last rotation is valid too' }),
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
    limits: keyLimitsSchema.default([]),
    validFor: spanSchema
      .optional()
      .meta({ description: 'How long it is valid; for good where left out', examples: ['90d'] }),
  })
  .meta({ id: 'NewKey', examples: [{ name: 'checkout service', tenant: 'acme', team: 'support' }] });

export const revokeRequestSchema = z
  .strictObject({ reason: reasonSchema.default('revoked by hand') })
  .meta({ id: 'RevokeRequest' });

export const rotateRequestSchema = z
  .strictObject({
    grace: spanSchema.default('24h').meta({ description: 'How long the text before is valid beside the new one' }),
    reason: reasonSchema.default('rotated by hand'),
  })
  .meta({ id: 'RotateRequest', examples: [{ grace: '24h' }] });

export const expireRequestSchema = z
  .strictObject({
    validFor: spanSchema.meta({ description: 'How long it is still valid, from now on; 0s ends it' }),
    reason: reasonSchema.default('expiry set by hand'),
  })
  .meta({ id: 'ExpireRequest', examples: [{ validFor: '7d' }] });

export const keyPageSchema = pageOf('KeyPage', keySchema);

export type Key = z.output<typeof keySchema>;
export type IssuedKey = z.output<typeof issuedKeySchema>;
export type NewKeyInput = z.input<typeof newKeySchema>;
