import { z } from 'zod';
import { RELEASE_EVENT_TYPES } from '../../../core/release/record.ts';
import { gateSchema } from '../../../core/release/spec-schema.ts';
import { ENDINGS, STAGES } from '../../../core/release/stage.ts';
import { RELEASE_STATUSES } from '../../../core/release/status.ts';
import { CHANGE_ASPECTS } from '../../../core/route/aspects.ts';
import { pageOf, releaseNameSchema, routeNameSchema, shareSchema, timeSchema, versionNumberSchema } from './common.ts';
import { releasePlanSchema } from './plan.ts';
import { gateReportSchema, verdictSchema } from './evidence.ts';

/** `starting`: accepted, its workflow not started yet. */
export const RELEASE_STATUS_NAMES = ['starting', ...RELEASE_STATUSES] as const;

export const releaseSummarySchema = z
  .object({
    id: releaseNameSchema,
    route: routeNameSchema,
    status: z.enum(RELEASE_STATUS_NAMES),
    stage: z.enum(STAGES),
    weight: shareSchema.meta({ description: 'Share of assignment units that the candidate serves' }),
    reason: z.string().meta({ description: 'Why it stands as it does, as a sentence with its numbers' }),
    stableVersion: versionNumberSchema,
    candidateVersion: versionNumberSchema,
    changes: z.array(z.string()).meta({ description: 'Fields in which the candidate differs', examples: [['model']] }),
    description: z.string().nullable(),
    requestedBy: z.string(),
    requestedAt: timeSchema,
    startAt: timeSchema.nullable().meta({ description: 'When it was to start; null where at once' }),
    endedAt: timeSchema.nullable(),
    ending: z.enum(ENDINGS).nullable().meta({ description: 'How it ended; null while it is under way' }),
    workflowId: z.string().meta({ examples: ['release/support-agent'] }),
    runId: z.string().nullable(),
    temporalUrl: z.url().meta({ description: 'The release in the Temporal UI' }),
  })
  .meta({ id: 'ReleaseSummary', description: 'How a release stands' });

export const releaseEventSchema = z
  .object({
    sequence: z.number().int().meta({ description: 'Number within the release; also the id of its SSE event' }),
    at: timeSchema,
    type: z.enum(RELEASE_EVENT_TYPES),
    actor: z.string().meta({ description: 'Who did it: a person, `tidegate`, or a gate' }),
    status: z.enum(RELEASE_STATUS_NAMES),
    stage: z.enum(STAGES),
    weight: shareSchema,
    reason: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
    gates: z.array(gateReportSchema).meta({ description: 'The evidence at that moment' }),
    snapshotVersion: z.number().int().nullable().meta({ description: 'What was published by it, where something was' }),
  })
  .meta({ id: 'ReleaseEvent', description: 'One entry of a release’s timeline' });

export const observationSchema = z
  .object({
    at: timeSchema,
    stage: z.enum(STAGES),
    weight: shareSchema,
    verdict: verdictSchema,
    gates: z.array(gateReportSchema),
  })
  .meta({ id: 'Observation', description: 'What the engine saw and said at one look' });

const stepSchema = z
  .object({
    name: z.string().meta({ examples: ['ramp 25 %'] }),
    stage: z.enum(STAGES),
    weight: shareSchema,
    mirrorRate: shareSchema,
    minRequests: z.number().int(),
    minPairs: z.number().int(),
    minDurationMs: z.number(),
    state: z
      .enum(['done', 'current', 'ahead'])
      .meta({ description: '`current` stays on the step where a release ended' }),
  })
  .meta({ id: 'ReleaseStep', description: 'One step of the plan, and what must be seen before the next' });

const approvalSchema = z
  .object({
    before: z.enum(STAGES),
    weight: shareSchema.nullable().meta({ description: 'The one step of the stage that waits; null: its first' }),
    count: z.number().int().meta({ description: 'Approvals of different people wanted' }),
    role: z
      .enum(['approver', 'admin'])
      .nullable()
      .meta({ description: 'Least role of who approves; null: any that may approve' }),
    expiresAfter: z
      .string()
      .nullable()
      .meta({ description: 'How long one counts; null: for good', examples: ['24h'] }),
    given: z.array(z.object({ by: z.string(), comment: z.string(), at: timeSchema })),
  })
  .meta({ id: 'ReleaseApproval' });

const acknowledgementSchema = z
  .object({
    snapshotVersion: z.number().int().nullable().meta({ description: 'Newest publication of this release' }),
    acknowledged: z.array(z.string()).meta({ description: 'Live replicas that run it' }),
    waiting: z.array(z.string()).meta({ description: 'Live replicas that do not run it yet' }),
  })
  .meta({ id: 'ReleaseAcknowledgement', description: 'Which replicas run what the release last published' });

export const releaseSchema = releaseSummarySchema
  .extend({
    steps: z.array(stepSchema),
    approvals: z.array(approvalSchema),
    gates: z.array(gateSchema.meta({ id: 'GateSpec', description: 'A metric and how much worse is too much' })),
    verdict: verdictSchema.nullable().meta({ description: 'Of the newest look; null before the first' }),
    evidence: z.array(gateReportSchema),
    acknowledgement: acknowledgementSchema,
    timeline: z.array(releaseEventSchema),
  })
  .meta({ id: 'Release', description: 'A release with its plan, evidence and timeline' });

export const releasePreviewSchema = z
  .object({
    route: routeNameSchema,
    stableVersion: versionNumberSchema,
    changes: releaseSummarySchema.shape.changes,
    aspects: z
      .array(z.enum(CHANGE_ASPECTS))
      .meta({ description: 'In what the versions differ, as policies ask: by every target that either may ask' }),
    steps: z.array(stepSchema.omit({ state: true }).meta({ id: 'PlannedStep' })),
    approvals: z
      .array(
        approvalSchema.omit({ given: true }).extend({
          by: z
            .enum(['release', 'policy'])
            .meta({ description: 'Who asks for it: `policy` also where it asks for more' }),
        }),
      )
      .meta({ description: 'What has to be approved, the policies of the route included' }),
    separationOfDuties: z.boolean().meta({ description: 'Whether who starts it may neither approve nor push it' }),
    obstacle: z
      .string()
      .nullable()
      .meta({ description: 'Why it cannot start now: a freeze, a closed change window, a release under way' }),
    plan: releasePlanSchema
      .nullable()
      .meta({ description: 'Null where nothing tells how much the route is called: say requestsPerMinute' }),
  })
  .meta({ id: 'ReleasePreview', description: 'What a release would come to' });

export const releasePageSchema = pageOf('ReleasePage', releaseSummarySchema);

export const observationListSchema = z
  .object({ items: z.array(observationSchema) })
  .meta({ id: 'ObservationList', description: 'Looks, oldest first, evenly thinned where there are many' });

export type ReleaseSummary = z.output<typeof releaseSummarySchema>;
export type Release = z.output<typeof releaseSchema>;
export type ReleaseEventBody = z.output<typeof releaseEventSchema>;
export type ObservationBody = z.output<typeof observationSchema>;
export type ReleasePreview = z.output<typeof releasePreviewSchema>;
export type ReleaseStepBody = z.output<typeof stepSchema>;
