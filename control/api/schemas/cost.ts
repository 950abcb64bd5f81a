import { z } from 'zod';
import { ALERT_KINDS } from '../../../core/cost/alert.ts';
import { BUDGET_STATES } from '../../../core/cost/burn.ts';
import { MEASURES } from '../../../core/limits/limit-schema.ts';
import { BUDGET_SOURCES } from '../../../store/budgets.ts';
import { pageOf, timeSchema } from './common.ts';

const amountSchema = z.number().min(0);
const countSchema = z.number().int().min(0);

/** Null where no call tells. */
const figuresSchema = z
  .object({
    calls: countSchema.meta({ description: 'Of apps and their fallbacks; mirrored calls are not in it' }),
    failed: countSchema,
    costUsd: amountSchema.meta({ description: 'Of the calls whose cost is known' }),
    costed: countSchema.meta({ description: 'Calls whose cost is known; what the cache answered costs nothing' }),
    promptTokens: amountSchema,
    completionTokens: amountSchema,
    costPerCallUsd: amountSchema.nullable(),
    promptTokensPerCall: amountSchema.nullable(),
    completionTokensPerCall: amountSchema.nullable(),
    cacheHitRate: amountSchema.nullable().meta({ description: 'Of the calls that asked the cache' }),
  })
  .meta({ id: 'CostFigures', description: 'What calls of a time used' });

export const costSchema = z
  .object({
    from: timeSchema,
    to: timeSchema,
    items: z.array(
      z
        .object({
          route: z.string().nullable().meta({ description: 'Null where it is not grouped by it' }),
          version: z.number().int().nullable(),
          tenant: z.string().nullable().meta({ description: 'Empty for callers without one' }),
          team: z.string().nullable(),
          ...figuresSchema.shape,
          shadowCostUsd: amountSchema.meta({ description: 'Of mirrored calls, beside costUsd' }),
          callsPerTrace: amountSchema
            .nullable()
            .meta({ description: 'Among the newest 100,000 calls that left traces' }),
          costPerTraceUsd: amountSchema.nullable(),
          resolvedTasks: countSchema.meta({ description: 'Tasks that feedback called completed in that time' }),
          costPerResolvedTaskUsd: amountSchema.nullable(),
          before: figuresSchema.nullable().meta({ description: 'Of the time of the same length before' }),
          growth: z
            .object({
              costUsd: z.number().nullable(),
              costPerCallUsd: z.number().nullable(),
              promptTokensPerCall: z.number().nullable(),
              completionTokensPerCall: z.number().nullable(),
              cacheHitRate: z.number().nullable(),
            })
            .meta({
              description: 'Against the time before, as a share: 0.25 is a quarter more; null where nothing compares',
            }),
        })
        .meta({ id: 'CostItem' }),
    ),
  })
  .meta({ id: 'Cost', description: 'What was used, the dearest first; at most 200 groups' });

export const budgetsSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.string(),
          source: z.enum(BUDGET_SOURCES).meta({ description: 'Where the limit is written down' }),
          of: z
            .object({ key: z.string(), tenant: z.string(), team: z.string(), route: z.string() })
            .partial()
            .meta({ description: 'Whose budget it is; empty where it is everybody’s' }),
          measure: z.enum(MEASURES),
          window: z.enum(['day', 'month']).meta({ description: 'Of the calendar, in UTC' }),
          windowStart: timeSchema,
          windowEnd: timeSchema,
          max: z.number().positive(),
          warnAt: z.number().meta({ description: 'Share of max from which it is warned of' }),
          used: amountSchema,
          usedShare: amountSchema,
          burnRate: amountSchema.nullable().meta({ description: '1 uses it up just at the end of the window' }),
          ratePerHour: amountSchema.nullable().meta({ description: 'Over the last day' }),
          forecast: amountSchema
            .nullable()
            .meta({ description: 'Used at the end of the window, if it goes on as in the last day' }),
          exhaustedAt: timeSchema.nullable().meta({ description: 'When it will be used up, if before the end' }),
          state: z.enum(BUDGET_STATES),
        })
        .meta({ id: 'Budget' }),
    ),
  })
  .meta({ id: 'Budgets', description: 'Limits of days and months, the most used first' });

const costAlertSchema = z
  .object({
    id: z.number().int(),
    at: timeSchema,
    kind: z.enum(ALERT_KINDS),
    subject: z
      .record(z.string(), z.string())
      .meta({ description: 'Route and version, tenant, or team; of a budget, whose it is' }),
    what: z.string().meta({ description: 'The metric that drifted; a budget and the state that it came to' }),
    period: timeSchema.meta({ description: 'The hour of the drift; when the window of the budget began' }),
    sentence: z.string(),
  })
  .meta({ id: 'CostAlert', description: 'Something about costs that was told once' });
export const costAlertPageSchema = pageOf('CostAlertPage', costAlertSchema);

export type CostAlertBody = z.output<typeof costAlertSchema>;
export type CostBody = z.output<typeof costSchema>;
export type CostItem = CostBody['items'][number];
export type CostFigures = z.output<typeof figuresSchema>;
export type Budget = z.output<typeof budgetsSchema>['items'][number];
