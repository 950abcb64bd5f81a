import { z } from 'zod';
import { ARMS } from '../../../core/release/arm.ts';
import { cursorSchema, limitSchema, releaseNameSchema, routeNameSchema, timeSchema } from '../schemas/common.ts';
import { stepSummariesSchema, traceIdSchema, tracePageSchema, traceTreeSchema } from '../schemas/trace.ts';
import { deletePersonSchema, deletionSchema, traceBodiesSchema } from '../schemas/trace-bodies.ts';
import { operation } from './operation.ts';

const name = z.string().min(1).max(256).optional();
const amount = z.coerce.number({ error: 'must be a number' }).min(0).optional();

/** What a search for calls may go by; all of it must hold. */
const SEARCH = {
  route: routeNameSchema.optional(),
  version: z.coerce
    .number({ error: 'must be the number of a route version' })
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional(),
  release: releaseNameSchema.optional(),
  trace: traceIdSchema.optional().meta({ description: 'Only calls of this trace' }),
  arm: z.enum(ARMS).optional(),
  step: name.meta({ description: 'The part of an agent’s task', examples: ['planner'] }),
  session: name,
  user: name,
  cohort: z
    .string()
    .regex(/^[^=]{1,64}=.{1,128}$/, 'must look like tenant=acme')
    .optional()
    .meta({ description: 'Calls that carry this label', examples: ['tenant=acme'] }),
  outcome: z.enum(['ok', 'error', 'timeout']).optional().meta({ description: 'A time-out is an error too' }),
  status: z.coerce.number({ error: 'must be an HTTP status' }).int().min(0).max(599).optional(),
  errorType: name,
  minCostUsd: amount,
  minLatencyMs: amount,
  maxLatencyMs: amount,
  text: z
    .string()
    .min(2)
    .max(200)
    .optional()
    .meta({ description: 'Words of the captured prompt or answer; "in quotes" a phrase, -word excludes' }),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
};

/** Calls, as they were recorded. */
export const TRACE_OPERATIONS = {
  listTraces: operation({
    method: 'get',
    path: '/traces',
    tag: 'Traces',
    permission: 'read',
    summary: 'Calls, newest first',
    query: z.object({ ...SEARCH, limit: limitSchema, cursor: cursorSchema }),
    answer: tracePageSchema,
  }),
  summarizeSteps: operation({
    method: 'get',
    path: '/traces/steps',
    tag: 'Traces',
    permission: 'read',
    summary: 'Calls, cost and latency by step of agents’ tasks and by arm, of the newest 100,000 calls that match',
    query: z.object(SEARCH),
    answer: stepSummariesSchema,
  }),
  getTrace: operation({
    method: 'get',
    path: '/traces/{traceId}',
    tag: 'Traces',
    permission: 'read',
    summary: 'All calls of one trace as a tree, with calls, cost and latency by step',
    params: z.object({ traceId: traceIdSchema }),
    answer: traceTreeSchema,
    problems: ['not_found'],
  }),
  readTraceBodies: operation({
    method: 'get',
    path: '/traces/{traceId}/bodies',
    tag: 'Traces',
    permission: 'read_bodies',
    summary: 'Captured prompts and answers of a trace, redacted; who reads them stands in the audit record',
    params: z.object({ traceId: traceIdSchema }),
    answer: traceBodiesSchema,
    problems: ['not_found'],
  }),
  deletePerson: operation({
    method: 'post',
    path: '/traces/deletions',
    tag: 'Traces',
    permission: 'delete_people',
    summary: 'Delete all that is stored of the calls of one user or one session',
    description:
      'The audit record keeps who asked, the reason and the counts: name no person in the reason. What is on its way to the store is not found: repeat the call a minute later.',
    body: deletePersonSchema,
    answer: deletionSchema,
    repeatable: true,
  }),
};
