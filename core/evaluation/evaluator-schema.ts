import { z } from 'zod';
import { patternFault } from '../safe-pattern.ts';
import { SCHEMA_CHECK } from '../llm/observation.ts';

/** Zod schemas of evaluators: what a route version or a release has checked in each answer, off the request path. */

const nameSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, . _ and - only')
  .refine((name) => name !== SCHEMA_CHECK, 'this name is taken by the check of a requested format')
  .describe('Its failures are the metric eval_fail_rate:<name>');

const MAX_PATTERNS = 20;
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
  .max(MAX_PATTERNS)
  .default([]);

const bound = z.number().int().min(0).max(1_000_000).optional();

const jsonSchemaSchema = z.strictObject({
  kind: z.literal('json-schema'),
  name: nameSchema,
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema (2020-12) that the answer must satisfy'),
});

const toolCallsSchema = z.strictObject({
  kind: z.literal('tool-calls'),
  name: nameSchema,
  required: z
    .boolean()
    .default(false)
    .describe('Whether an answer that calls no tool fails; else nothing is said of it'),
});

const patternSchema = z
  .strictObject({
    kind: z.literal('pattern'),
    name: nameSchema,
    required: patternsSchema.describe('RE2 expressions that all must be found in the answer'),
    denied: patternsSchema.describe('RE2 expressions of which none may be found in it'),
    ignoreCase: z.boolean().default(false),
  })
  .refine(
    ({ required, denied }) => required.length + denied.length > 0,
    'it names neither required nor denied patterns',
  );

const lengthSchema = z
  .strictObject({
    kind: z.literal('length'),
    name: nameSchema,
    minChars: bound,
    maxChars: bound,
    minWords: bound,
    maxWords: bound,
  })
  .refine(
    ({ minChars, maxChars, minWords, maxWords }) =>
      [minChars, maxChars, minWords, maxWords].some((limit) => limit !== undefined),
    'it needs minChars, maxChars, minWords or maxWords',
  );

const languageSchema = z.strictObject({
  kind: z.literal('language'),
  name: nameSchema,
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/, 'a language is its ISO 639-1 code, such as en or de'))
    .min(1)
    .max(60)
    .describe('Languages in which an answer may be'),
});

const refusalSchema = z.strictObject({
  kind: z.literal('refusal'),
  name: nameSchema,
  phrases: z
    .array(z.string().min(3).max(200))
    .max(100)
    .default([])
    .describe('More beginnings of an answer that declines, beside the known ones'),
});

const truncationSchema = z.strictObject({ kind: z.literal('truncation'), name: nameSchema });

const matchSchema = z.strictObject({
  kind: z.literal('match'),
  name: nameSchema,
  expected: z
    .union([
      z.strictObject({
        metadata: z.string().min(1).max(64).describe('The field of the request’s metadata that holds it'),
      }),
      z.strictObject({ text: z.string().min(1).max(20_000) }),
    ])
    .describe('What the answer should be; a request without it is not judged'),
  mode: z.enum(['exact', 'contains', 'fuzzy']).default('exact'),
  similarity: z
    .number()
    .gt(0)
    .max(1)
    .default(0.8)
    .describe('For fuzzy: least share of characters that need no edit (Levenshtein)'),
  ignoreCase: z.boolean().default(true),
});

/** Evaluators that say the same of the same answer, and run on every answer. */
export const evaluatorSchema = z.discriminatedUnion('kind', [
  jsonSchemaSchema,
  toolCallsSchema,
  patternSchema,
  lengthSchema,
  languageSchema,
  refusalSchema,
  truncationSchema,
  matchSchema,
]);

export const evaluatorsSchema = z.array(evaluatorSchema).max(20).superRefine(reportTwice);

function reportTwice(evaluators: readonly { readonly name: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { name }] of evaluators.entries()) {
    if (seen.has(name))
      context.addIssue({ code: 'custom', path: [index, 'name'], message: `there are two evaluators "${name}"` });
    seen.add(name);
  }
}
