import { z } from 'zod';
import { releasePolicySchema } from '../../../core/release/policy-schema.ts';
import { routeNameSchema, timeSchema } from './common.ts';

export const policyBodySchema = z
  .object({
    route: routeNameSchema.nullable().meta({ description: 'null: the policy of every route' }),
    policy: releasePolicySchema,
    changedBy: z.string().nullable().meta({ description: 'null where it was never set' }),
    changedAt: timeSchema.nullable(),
    openNow: z.boolean().meta({ description: 'Whether a release may start and go forward, by these windows alone' }),
    nextOpening: timeSchema
      .nullable()
      .meta({ description: 'Of the windows, where none is open; null also where none opens within four weeks' }),
  })
  .meta({ id: 'Policy', description: 'What releases of a route, or of every route, have to keep' });

export const newPolicySchema = z
  .strictObject({
    policy: releasePolicySchema,
    reason: z.string().min(1).max(1_000).default('policy set by hand'),
  })
  .meta({
    id: 'PolicyRequest',
    examples: [
      { policy: { approvals: [{ on: ['model', 'provider'], role: 'approver' }] }, reason: 'agreed with compliance' },
    ],
  });

export type PolicyBody = z.output<typeof policyBodySchema>;
