import { z } from 'zod';
import { ARMS } from '../../../core/release/arm.ts';
import { pageOf, releaseNameSchema, routeNameSchema, timeSchema } from './common.ts';

/** One call to one arm. Neither prompt nor answer is in it. */
export const traceSchema = z
  .object({
    requestId: z.string(),
    traceId: z.string(),
    spanId: z.string(),
    startedAt: timeSchema,
    route: routeNameSchema,
    routeVersion: z.number().int(),
    releaseId: releaseNameSchema.nullable(),
    arm: z.enum(ARMS),
    weight: z.number().meta({ description: 'Share of units that the candidate served when the call was assigned' }),
    labels: z.record(z.string(), z.string()),
    session: z.string().nullable(),
    provider: z.string(),
    requestModel: z.string(),
    responseModel: z.string().nullable(),
    promptName: z.string().nullable(),
    promptVersion: z.string().nullable(),
    streamed: z.boolean(),
    status: z.number().int().meta({ description: 'HTTP status of the arm’s own answer; 0 where none came' }),
    errorType: z.string().nullable(),
    timedOut: z.boolean(),
    latencyMs: z.number(),
    ttftMs: z.number().nullable(),
    promptTokens: z.number().nullable(),
    completionTokens: z.number().nullable(),
    costUsd: z.number().nullable(),
    finishReason: z.string().nullable(),
    retries: z.number().int(),
    fallbackTarget: z.string().nullable(),
    cache: z.enum(['off', 'miss', 'hit']),
    evaluations: z.record(z.string(), z.enum(['pass', 'fail'])),
    counted: z.boolean().meta({ description: 'Whether the arm’s statistics count this call' }),
  })
  .meta({ id: 'Trace', description: 'One call to one arm' });

export const tracePageSchema = pageOf('TracePage', traceSchema);

export type Trace = z.output<typeof traceSchema>;
