import { z } from 'zod';

/** Zod schemas of limits: how much of something may be used within a window of time. */

export const MEASURES = ['requests', 'tokens', 'usd'] as const;
export const WINDOWS = ['minute', 'hour', 'day', 'month'] as const;
export const SUBJECTS = ['key', 'tenant', 'team', 'route'] as const;
const STORE_FAILURE_POLICIES = ['local', 'open', 'closed'] as const;

/** Sums are kept in whole units up to 2^53; a US dollar has 10^9 of them. */
const LARGEST_AMOUNT = 1_000_000_000_000;
const LARGEST_USD = 1_000_000;

const idSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, . _ and - only');

const termsShape = {
  id: idSchema.describe('Stands in errors, metrics and events; what is used is counted under it'),
  measure: z.enum(MEASURES).describe('What is counted: requests, tokens (prompt and answer) or US dollars'),
  max: z.number().positive().max(LARGEST_AMOUNT),
  window: z.enum(WINDOWS).describe('minute: any 60 seconds; hour, day, month: those of the calendar, in UTC'),
  warnAt: z.number().gt(0).max(1).default(0.8).describe('The share of max at which people are told'),
  onStoreFailure: z
    .enum(STORE_FAILURE_POLICIES)
    .default('local')
    .describe(
      'While the counters cannot be reached: each replica counts for itself (local), lets pass (open), refuses (closed)',
    ),
};
const perSchema = z
  .array(z.enum(SUBJECTS))
  .max(SUBJECTS.length)
  .default([])
  .describe('Each combination of these has its own counter; all share one where left out');
const valuesSchema = z.array(z.string().min(1).max(128)).min(1).max(1_000).optional();

/** A limit of a key. */
export const keyLimitSchema = z.strictObject(termsShape).superRefine(refuseTooMuch);
export const keyLimitsSchema = z.array(keyLimitSchema).max(20).superRefine(refuseTwice);

/** A limit of the configuration file. */
export const limitSchema = z
  .strictObject({
    ...termsShape,
    per: perSchema,
    only: z
      .strictObject({ key: valuesSchema, tenant: valuesSchema, team: valuesSchema, route: valuesSchema })
      .default({})
      .describe('For whom it holds; for all where left out'),
    enabled: z.boolean().default(true),
  })
  .superRefine(refuseTooMuch);

const versionLimitSchema = z.strictObject({ ...termsShape, per: perSchema }).superRefine(refuseTooMuch);
const levelsSchema = z
  .strictObject({
    warn: z.number().positive().max(LARGEST_USD).optional().describe('Told in a header, the trace and a metric'),
    stop: z.number().positive().max(LARGEST_USD).optional().describe('Refused with 429, trace_budget_exceeded'),
  })
  .optional();

/** The budgets of a route version. */
export const budgetsSchema = z.strictObject({
  limits: z.array(versionLimitSchema).max(20).superRefine(refuseTwice).default([]),
  trace: z
    .strictObject({ calls: levelsSchema, usd: levelsSchema })
    .default({})
    .describe('Of all calls with one traceparent: how many there are, and what they cost'),
});

function refuseTooMuch({ measure, max }: { measure: string; max: number }, context: z.RefinementCtx): void {
  if (measure === 'usd' && max > LARGEST_USD)
    context.addIssue({ code: 'custom', path: ['max'], message: `at most ${LARGEST_USD} US dollars` });
  if (measure !== 'usd' && !Number.isInteger(max))
    context.addIssue({ code: 'custom', path: ['max'], message: `${measure} are counted in whole numbers` });
}

/** Counters are kept by id: two limits in one list would count into one another. */
function refuseTwice(limits: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { id }] of limits.entries()) {
    if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: `"${id}" is there twice` });
    seen.add(id);
  }
}
