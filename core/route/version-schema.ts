import { z } from 'zod';
import { evaluatorsSchema } from '../evaluation/evaluator-schema.ts';
import { budgetsSchema } from '../limits/limit-schema.ts';
import { breakerSchema } from './breaker-schema.ts';
import { guardrailsSchema } from './guardrail-schema.ts';
import { fallbackSchema, routingSchema } from './routing-schema.ts';
import { cacheSchema } from './cache-schema.ts';
import { mirrorSchema } from './mirror-schema.ts';
import { promptSchema } from './prompt-schema.ts';
import { idSchema } from './target-schema.ts';

/** Zod schemas of a route version: everything between the app's request and the provider's. */

const millisecondsSchema = z.number().int().positive().max(3_600_000);

const timeoutsSchema = z.strictObject({
  connectMs: millisecondsSchema.default(2_000),
  firstTokenMs: millisecondsSchema.default(30_000),
  betweenTokensMs: millisecondsSchema.default(30_000),
  totalMs: millisecondsSchema.default(120_000),
});

const retriesSchema = z.strictObject({
  attempts: z
    .number()
    .int()
    .min(0)
    .max(5)
    .default(1)
    .describe('Tries after the first, before the first byte went to the client'),
  budget: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe('Retries as a share of the calls to a target, beyond ten and one a second'),
});

const NOT_PARAMETERS = ['model', 'messages', 'stream'];

const paramsSchema = z
  .record(z.string(), z.json())
  .refine((params) => !NOT_PARAMETERS.some((name) => name in params), {
    error:
      'model, messages and stream are not parameters: the version names the model and the prompt, the app the rest',
  })
  .describe('Request fields that the route sets, such as temperature');

const captureSchema = z.strictObject({
  mode: z
    .enum(['none', 'metadata', 'sampled', 'full'])
    .default('metadata')
    .describe('none keeps no traces at all; sampled and full keep redacted prompts and answers too'),
  rate: z.number().min(0).max(1).default(0.05).describe('Share of calls whose bodies `sampled` keeps'),
});

export const routeVersionSchema = z.strictObject({
  provider: idSchema,
  model: z.string().min(1).max(256),
  prompt: promptSchema.optional(),
  params: paramsSchema.default({}),
  timeouts: timeoutsSchema.default(() => timeoutsSchema.parse({})),
  retries: retriesSchema.default(() => retriesSchema.parse({})),
  breaker: breakerSchema,
  routing: routingSchema.optional(),
  fallbacks: z.array(fallbackSchema).max(8).default([]),
  mirror: mirrorSchema.optional(),
  guardrails: guardrailsSchema.default(() => guardrailsSchema.parse({})),
  cache: cacheSchema,
  capture: captureSchema.default(() => captureSchema.parse({})),
  evaluators: evaluatorsSchema.default([]).describe('Deterministic checks of every answer, off the request path'),
  budgets: budgetsSchema.optional(),
});

/** The fields of a version that differ from stable; a field given replaces stable's whole field. No defaults are added. */
export const routeVersionPatchSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(routeVersionSchema.shape).map(([name, field]) => [
      name,
      (field instanceof z.ZodDefault ? field.unwrap() : field).optional(),
    ]),
  ) as PatchShape,
);

type Shape = typeof routeVersionSchema.shape;
type Unwrapped<Field> = Field extends z.ZodDefault<infer Inner> ? Inner : Field;
type PatchShape = { [Name in keyof Shape]: z.ZodOptional<Unwrapped<Shape[Name]>> };
