import { z } from 'zod';
import { PERMISSIONS, ROLES } from '../../../core/access/roles.ts';
import { ACTOR_NAME, pageOf, timeSchema } from './common.ts';
import { reasonSchema, spanSchema } from './key.ts';

const roleSchema = z.enum(ROLES);
const routesSchema = z.array(z.string().min(1).max(128)).min(1).max(1_000);

export const tokenSchema = z
  .object({
    id: z.string().meta({ examples: ['tok_01jd3vm0q4z8k2y7w5x9'] }),
    name: z.string().meta({ description: 'Whose it is: the actor of what is done with it' }),
    role: roleSchema,
    routes: z.array(z.string()).nullable().meta({ description: 'Routes that it reaches; null means all' }),
    createdBy: z.string(),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    revokedAt: timeSchema.nullable(),
  })
  .meta({ id: 'Token', description: 'A token that a person or a program calls this API with' });

export const issuedTokenSchema = tokenSchema
  .extend({ secret: z.string().meta({ description: 'The token itself: shown this once, never again' }) })
  .meta({ id: 'IssuedToken', description: 'A new token with its secret' });

export const newTokenSchema = z
  .strictObject({
    name: z
      .string()
      .regex(ACTOR_NAME, 'must be a name of at most 128 letters, digits and . _ @ : + / -')
      .meta({ description: 'Whose it is. Tokens of one name count as one person where people have to agree' }),
    role: roleSchema,
    routes: routesSchema.optional().meta({ description: 'Routes that it reaches; all where left out' }),
    validFor: spanSchema.optional().meta({ description: 'How long it is valid; for good where left out' }),
  })
  .meta({
    id: 'NewToken',
    examples: [{ name: 'ada@example.com', role: 'approver', routes: ['support-agent'], validFor: '90d' }],
  });

export const revokeTokenSchema = z
  .strictObject({ reason: reasonSchema.default('revoked by hand') })
  .meta({ id: 'RevokeTokenRequest' });

export const callerSchema = z
  .object({
    name: z.string(),
    role: roleSchema,
    routes: z.array(z.string()).nullable(),
    permissions: z.array(z.enum(PERMISSIONS as [(typeof PERMISSIONS)[number]])),
  })
  .meta({ id: 'Caller', description: 'Who calls, and what they may do' });

export const tokenPageSchema = pageOf('TokenPage', tokenSchema);

export type TokenBody = z.output<typeof tokenSchema>;
