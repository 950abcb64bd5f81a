import { z } from 'zod';
import { ARMS } from '../../../core/release/arm.ts';
import { timeSchema } from './common.ts';
import { observationSchema, releaseSchema } from './release.ts';

const exampleCallSchema = z
  .object({
    traceId: z.string(),
    spanId: z.string(),
    startedAt: timeSchema,
    arm: z.enum(ARMS),
    model: z.string(),
    status: z.number().int(),
    errorType: z.string().nullable(),
    latencyMs: z.number(),
    costUsd: z.number().nullable(),
    completionTokens: z.number().nullable(),
    finishReason: z.string().nullable(),
    evaluations: z.record(z.string(), z.enum(['pass', 'fail'])),
    labels: z.record(z.string(), z.string()),
    prompt: z.string().nullable().meta({ description: 'Redacted; null where it was not captured' }),
    answer: z.string().nullable(),
  })
  .meta({ id: 'ReportCall', description: 'One call as a report shows it' });

export const releaseReportSchema = z
  .object({
    madeAt: timeSchema,
    release: releaseSchema,
    differences: z
      .array(z.object({ path: z.string(), before: z.json().optional(), after: z.json().optional() }))
      .meta({ description: 'Where the two versions differ; a side that is absent is not there' }),
    looks: z.array(observationSchema).meta({ description: 'Oldest first, evenly thinned' }),
    arms: z.array(
      z.object({
        arm: z.enum(ARMS),
        calls: z.number().int(),
        failed: z.number().int(),
        costUsd: z.number().nullable(),
        promptTokens: z.number().nullable(),
        completionTokens: z.number().nullable(),
      }),
    ),
    feedback: z.array(z.object({ name: z.string(), arm: z.string(), said: z.number().int(), bad: z.number().int() })),
    judges: z.array(
      z.object({
        judge: z.string(),
        judged: z.number().int(),
        missing: z.number().int().meta({ description: 'Failed, too late, or beyond the limit of spending' }),
        waiting: z.number().int(),
        spentUsd: z.number(),
        exhausted: z.boolean().meta({ description: 'Whether its spending has come to the limit' }),
        agreement: z
          .object({ both: z.number().int(), agreed: z.number().int(), kappa: z.number().optional() })
          .meta({ description: 'On the calls that people judged too; kappa is Cohen’s' }),
      }),
    ),
    examples: z.array(
      z.object({
        gate: z.string().meta({ description: 'Key of the gate that these calls speak against' }),
        calls: z.array(
          z.object({
            candidate: exampleCallSchema,
            stable: exampleCallSchema.nullable(),
            samePrompt: z.boolean().meta({ description: 'Whether both answered the same prompt' }),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'ReleaseReport', description: 'All that a release came to, for a page about it' });

export type ReleaseReport = z.output<typeof releaseReportSchema>;
export type ReportCall = z.output<typeof exampleCallSchema>;
