import { z } from 'zod';
import { GUARDRAIL_MODES } from '../../../core/guardrail/verdict.ts';
import { ARMS } from '../../../core/release/arm.ts';
import { pageOf, releaseNameSchema, routeNameSchema, timeSchema } from './common.ts';

export const traceIdSchema = z.string().regex(/^[0-9a-f]{32}$/, 'a trace id is 32 lower-case hexadecimal digits');

/** One call to one arm. Neither prompt nor answer is in it. */
export const traceSchema = z
  .object({
    requestId: z.string(),
    traceId: z.string(),
    spanId: z.string(),
    parentSpanId: z.string().nullable().meta({ description: 'The caller’s span, or the call that this one hangs on' }),
    startedAt: timeSchema,
    route: routeNameSchema,
    routeVersion: z.number().int(),
    policyVersion: z.string().nullable(),
    releaseId: releaseNameSchema.nullable(),
    arm: z.enum(ARMS),
    weight: z.number().meta({ description: 'Share of units that the candidate served when the call was assigned' }),
    labels: z.record(z.string(), z.string()),
    session: z.string().nullable(),
    user: z.string().nullable(),
    step: z.string().nullable().meta({ description: 'The part of an agent’s task that made the call' }),
    keyId: z.string().nullable(),
    operation: z.string().nullable(),
    provider: z.string(),
    requestModel: z.string(),
    responseModel: z.string().nullable(),
    responseId: z.string().nullable(),
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
    cachedPromptTokens: z.number().nullable(),
    reasoningTokens: z.number().nullable(),
    costUsd: z.number().nullable(),
    finishReason: z.string().nullable(),
    refused: z.boolean().nullable(),
    retries: z.number().int(),
    fallbackTarget: z.string().nullable(),
    cache: z.enum(['off', 'miss', 'hit']),
    evaluations: z.record(z.string(), z.enum(['pass', 'fail'])),
    guardrails: z
      .array(
        z.object({
          name: z.string(),
          stage: z.enum(['pre', 'post']),
          mode: z.enum(GUARDRAIL_MODES),
          verdict: z.enum(['pass', 'flagged', 'redacted', 'blocked', 'failed']),
          durationMs: z.number(),
          findings: z.record(z.string(), z.number().int()).meta({ description: 'How many of which kind' }),
        }),
      )
      .meta({ description: 'What the guardrails of the version said, and nothing of what they found' }),
    counted: z.boolean().meta({ description: 'Whether the arm’s statistics count this call' }),
  })
  .meta({ id: 'Trace', description: 'One call to one arm' });

export const tracePageSchema = pageOf('TracePage', traceSchema);

export const stepSummarySchema = z
  .object({
    step: z.string().nullable().meta({ description: 'Null for calls that name no step' }),
    arm: z.enum(ARMS),
    calls: z.number().int(),
    traces: z.number().int(),
    failed: z.number().int(),
    callsPerTrace: z.number(),
    latencyP50Ms: z.number(),
    latencyP95Ms: z.number(),
    costUsd: z.number().nullable(),
    costPerTraceUsd: z.number().nullable(),
  })
  .meta({ id: 'StepSummary', description: 'What one step of agents’ tasks costs and takes, on one arm' });

export const stepSummariesSchema = z.object({ items: z.array(stepSummarySchema) }).meta({ id: 'StepSummaries' });

export const traceTreeSchema = z
  .object({
    traceId: traceIdSchema,
    calls: z.number().int().meta({ description: 'Calls of the apps: fallbacks and shadow calls hang below them' }),
    costUsd: z.number().nullable().meta({ description: 'Null where the cost of no call is known' }),
    startedAt: timeSchema,
    endedAt: timeSchema,
    spans: z
      .array(traceSchema.extend({ depth: z.number().int().meta({ description: '0 for a call of an app' }) }))
      .meta({ description: 'In the order of the tree: each call is followed by those that hang on it' }),
    steps: z.array(stepSummarySchema),
  })
  .meta({ id: 'TraceTree', description: 'All calls of one trace' });

export type Trace = z.output<typeof traceSchema>;
export type StepSummaryBody = z.output<typeof stepSummarySchema>;
export type TraceTree = z.output<typeof traceTreeSchema>;
