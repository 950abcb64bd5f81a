import { z } from 'zod';
import { idSchema, targetSchema } from './target-schema.ts';

/* Which target of a version answers a call. The version's own `provider` and `model` are always one of them. */

const othersSchema = z.array(targetSchema).min(1).max(16);

const weightSchema = z.number().min(0).max(1_000_000);

const weightedSchema = z
  .strictObject({
    policy: z.literal('weighted'),
    ownWeight: weightSchema.default(1).describe("Weight of the version's own provider and model"),
    targets: z
      .array(targetSchema.extend({ weight: weightSchema }))
      .min(1)
      .max(16),
  })
  .refine(({ ownWeight, targets }) => targets.reduce((sum, { weight }) => sum + weight, ownWeight) > 0, {
    path: ['ownWeight'],
    error: 'at least one weight must be above 0',
  });

const labelSchema = z.string().min(1).max(64);
const valuesSchema = z.array(z.string().min(1).max(128)).min(1).max(1_000);
const sizeSchema = z.number().int().min(0);

/** Everything that is given must hold. */
const conditionSchema = z
  .strictObject({
    tenant: valuesSchema.optional().describe('The tenant of the key is one of these'),
    labels: z
      .record(labelSchema, valuesSchema)
      .optional()
      .describe('Labels of the key or of `metadata`: each has one of these values'),
    promptBytes: z.strictObject({ min: sizeSchema.optional(), max: sizeSchema.optional() }).optional(),
    promptTokens: z
      .strictObject({ min: sizeSchema.optional(), max: sizeSchema.optional() })
      .optional()
      .describe('Estimated: a quarter of the bytes'),
    tools: z
      .union([z.boolean(), valuesSchema])
      .optional()
      .describe('Whether the call offers tools at all, or one of these'),
  })
  .refine((condition) => Object.values(condition).some((value) => value !== undefined), {
    error: 'a rule without a condition would always hold: make its target the provider and model of the version',
  });

export const routingSchema = z
  .discriminatedUnion('policy', [
    weightedSchema,
    z.strictObject({ policy: z.literal('round-robin'), targets: othersSchema }),
    z.strictObject({ policy: z.literal('least-latency'), targets: othersSchema }),
    z.strictObject({
      policy: z.literal('least-cost'),
      targets: othersSchema,
      completionTokens: sizeSchema
        .default(300)
        .describe('Tokens of an answer at which prices are compared, beside the estimated tokens of the prompt'),
    }),
    z.strictObject({
      policy: z.literal('conditional'),
      rules: z
        .array(targetSchema.extend({ when: conditionSchema }))
        .min(1)
        .max(64)
        .describe("The first that holds gives the target; the version's own where none does"),
    }),
  ])
  .describe('Which target answers, where there are others beside the provider and model of the version');

/** Why a target did not answer, as fallbacks go by it. */
export const FAILURE_CLASSES = [
  'connection',
  'timeout',
  'rate_limit',
  'server_error',
  'invalid_answer',
  'auth',
  'not_found',
  'unsupported',
  'misconfigured',
  'context_length',
  'content_filter',
  'bad_request',
] as const;

/** What a fallback takes where nothing is said: whatever the target is at fault for, but not what the request is. */
export const DEFAULT_FAILURE_CLASSES: readonly FailureClass[] = FAILURE_CLASSES.filter(
  (name) => name !== 'context_length' && name !== 'content_filter' && name !== 'bad_request',
);

export type FailureClass = (typeof FAILURE_CLASSES)[number];

const NO_FAILURE = `a failure is a status from 400 to 599 or one of ${FAILURE_CLASSES.join(', ')}`;

export const fallbackSchema = targetSchema.extend({
  provider: idSchema,
  on: z
    .array(z.union([z.enum(FAILURE_CLASSES), z.number().int().min(400).max(599)], { error: NO_FAILURE }))
    .min(1)
    .max(50)
    .optional()
    .describe(
      'Classes of failure and statuses that it answers for; what the target before is at fault for if left out',
    ),
});
