import { z } from 'zod';
import { INJECTION_SENSITIVITIES } from '../guardrail/injection.ts';
import { GUARDRAIL_MODES } from '../guardrail/verdict.ts';
import { PERSONAL_KINDS, SECRET_KINDS } from '../redaction/finding.ts';
import { patternFault } from '../safe-pattern.ts';

/* Zod schemas of the guardrails of a route version; see docs/guardrails.md. */

const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, . _ and - only');

const timeoutSchema = (defaultMs: number): z.ZodDefault<z.ZodNumber> =>
  z.number().int().min(1).max(60_000).default(defaultMs).describe('After this it has failed');

const common = {
  name: idSchema.describe('How traces, metrics and errors name it'),
  onFailure: z
    .enum(['open', 'closed'])
    .default('closed')
    .describe('What an enforcing or redacting guardrail does when it fails itself: let the call pass, or refuse it'),
  timeoutMs: timeoutSchema(2_000),
};
const mode = z.enum(GUARDRAIL_MODES).describe('What it does about what it finds');
const modeWithoutRedaction = z
  .enum(['observe', 'warn', 'enforce'], 'must be observe, warn or enforce: this guardrail has no place to redact')
  .describe('What it does about what it finds');
const roles = z
  .array(z.enum(['system', 'user', 'assistant', 'tool']))
  .min(1)
  .optional()
  .describe('Whose messages of a request it reads; all unless said otherwise');

const personalDataSchema = z.strictObject({
  kind: z.literal('personal-data'),
  ...common,
  mode,
  roles,
  kinds: z
    .array(z.enum(PERSONAL_KINDS))
    .min(1)
    .default([...PERSONAL_KINDS]),
});

const secretsSchema = z.strictObject({
  kind: z.literal('secrets'),
  ...common,
  mode,
  roles,
  kinds: z
    .array(z.enum(SECRET_KINDS))
    .min(1)
    .default([...SECRET_KINDS]),
});

const injectionSchema = z.strictObject({
  kind: z.literal('prompt-injection'),
  ...common,
  mode: modeWithoutRedaction,
  roles: roles.default(['user', 'tool']),
  sensitivity: z.enum(INJECTION_SENSITIVITIES).default('medium').describe('How much looks like an injection'),
});

const patternsSchema = z
  .array(
    z
      .string()
      .min(1)
      .max(1_000)
      .refine((expression) => patternFault(expression) === undefined, {
        error: (issue) => `no regular expression of RE2: ${patternFault(String(issue.input)) ?? ''}`,
      }),
  )
  .min(1)
  .max(50);

const deniedPatternSchema = z.strictObject({
  kind: z.literal('denied-pattern'),
  ...common,
  mode,
  roles,
  patterns: patternsSchema.describe('RE2 expressions of which none may be found'),
  ignoreCase: z.boolean().default(true),
  label: idSchema.default('denied').describe('What stands in the place of what is redacted: [DENIED]'),
  windowCharacters: z
    .number()
    .int()
    .min(16)
    .max(8_192)
    .default(256)
    .describe('The longest match that a stream is held back for'),
});

const requiredPatternSchema = z.strictObject({
  kind: z.literal('required-pattern'),
  ...common,
  mode: modeWithoutRedaction,
  roles,
  patterns: patternsSchema.describe('RE2 expressions that must all be found in the request, or in each answer'),
  ignoreCase: z.boolean().default(true),
});

const count = z.number().int().min(0).max(100_000_000).optional();

const lengthSchema = z
  .strictObject({
    kind: z.literal('length'),
    ...common,
    mode: modeWithoutRedaction,
    roles,
    minCharacters: count,
    maxCharacters: count,
    maxTokens: count.describe('Estimated: a quarter of the bytes of the text'),
  })
  .refine(
    ({ minCharacters, maxCharacters, maxTokens }) => (minCharacters ?? maxCharacters ?? maxTokens) !== undefined,
    'it needs minCharacters, maxCharacters or maxTokens',
  );

const jsonSchema = z.record(z.string(), z.unknown());

const answerSchema = z.strictObject({
  kind: z.literal('json-schema'),
  ...common,
  mode: modeWithoutRedaction,
  schema: jsonSchema.describe(
    'JSON Schema (2020-12) that the answer must satisfy; an answer that calls tools is let by',
  ),
});

const toolsSchema = z.strictObject({
  kind: z.literal('tools'),
  ...common,
  mode: modeWithoutRedaction,
  allowed: z
    .array(z.strictObject({ name: z.string().min(1).max(128), arguments: jsonSchema.optional() }))
    .max(128)
    .describe('The tools that an answer may call, each with the JSON Schema of its arguments where they are bounded'),
});

const moderationSchema = z.strictObject({
  kind: z.literal('moderation'),
  ...common,
  timeoutMs: timeoutSchema(5_000),
  mode: modeWithoutRedaction,
  roles,
  provider: idSchema,
  model: z.string().min(1).max(256).default('omni-moderation-latest'),
  thresholds: z
    .record(z.string(), z.number().min(0).max(1))
    .optional()
    .describe('By category, the score from which it counts; what the provider flags where none is given'),
});

const webhookSchema = z.strictObject({
  kind: z.literal('webhook'),
  ...common,
  timeoutMs: timeoutSchema(3_000),
  mode: modeWithoutRedaction,
  roles,
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
  secret: z
    .strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/i) })
    .optional()
    .describe('Signs what is sent (HMAC-SHA-256)'),
});

const judgeSchema = z.strictObject({
  kind: z.literal('judge'),
  ...common,
  timeoutMs: timeoutSchema(10_000),
  mode: modeWithoutRedaction,
  roles,
  provider: idSchema,
  model: z.string().min(1).max(256),
  policy: z.string().min(1).max(20_000).describe('What is not allowed, in words'),
});

const textSchemas = [
  personalDataSchema,
  secretsSchema,
  injectionSchema,
  deniedPatternSchema,
  requiredPatternSchema,
  lengthSchema,
  moderationSchema,
  webhookSchema,
  judgeSchema,
] as const;

const preSchema = z.discriminatedUnion('kind', textSchemas);
export const guardrailSchema = z.discriminatedUnion('kind', [...textSchemas, answerSchema, toolsSchema]);

const MAX_GUARDRAILS = 20;

function uniqueNames(guards: readonly { readonly name: string }[]): boolean {
  return new Set(guards.map(({ name }) => name)).size === guards.length;
}

const TWICE = { error: 'two guardrails have the same name: give each its own' };

export const guardrailsSchema = z.strictObject({
  pre: z
    .array(preSchema)
    .max(MAX_GUARDRAILS)
    .refine(uniqueNames, TWICE)
    .default([])
    .describe('Before the model: what they read is the request'),
  post: z
    .array(guardrailSchema)
    .max(MAX_GUARDRAILS)
    .refine(uniqueNames, TWICE)
    .default([])
    .describe('After the model: what they read is the answer'),
});
