import { z } from 'zod';
import type { Permission } from '../../../core/access/roles.ts';
import { usableReleaseSpecSchema } from '../../usable-schemas.ts';
import { cursorSchema, limitSchema, releaseNameSchema, routeNameSchema } from '../schemas/common.ts';
import {
  observationListSchema,
  RELEASE_STATUS_NAMES,
  releaseEventSchema,
  releasePageSchema,
  releasePreviewSchema,
  releaseSchema,
  releaseSummarySchema,
} from '../schemas/release.ts';
import { releaseReportSchema } from '../schemas/report.ts';
import { approveSchema, steerSchema } from '../schemas/steering.ts';
import { operation } from './operation.ts';

const params = z.object({ releaseId: releaseNameSchema });

const RELEASE_EXAMPLE = {
  route: 'support-agent',
  candidate: { model: 'gpt-5-nano' },
  plan: { canary: { weight: 0.05 }, ramp: [{ weight: 0.25 }, { weight: 0.5 }], bake: { duration: '30m' } },
};

const specBodySchema = usableReleaseSpecSchema.meta({ id: 'ReleaseSpec', examples: [RELEASE_EXAMPLE] });

export const RELEASE_OPERATIONS = {
  startRelease: operation({
    method: 'post',
    path: '/releases',
    tag: 'Releases',
    permission: 'start_release',
    summary: 'Start a release',
    description:
      'Only `route` and `candidate` are needed; everything else has a safe default. A route has one at a time.',
    body: specBodySchema,
    status: 201,
    answer: releaseSummarySchema,
    problems: ['not_found', 'conflict'],
  }),
  previewRelease: operation({
    method: 'post',
    path: '/releases/preview',
    tag: 'Releases',
    permission: 'read',
    repeatable: true,
    summary: 'What a release would come to, without starting it',
    description:
      'What differs, the steps, the approvals that its route asks for, how long it will take and what it can see, and what ' +
      'keeps it from starting now.',
    query: z.object({
      requestsPerMinute: z.coerce
        .number({ error: 'must be a number of requests a minute' })
        .positive()
        .max(10_000_000)
        .optional()
        .meta({ description: 'Traffic to plan for; the route’s own of the last week where it is left out' }),
    }),
    body: specBodySchema,
    answer: releasePreviewSchema,
    problems: ['not_found'],
  }),
  listReleases: operation({
    method: 'get',
    path: '/releases',
    tag: 'Releases',
    permission: 'read',
    withinReach: true,
    summary: 'Releases, newest first',
    query: z.object({
      route: routeNameSchema.optional(),
      status: z.enum(RELEASE_STATUS_NAMES).optional(),
      open: z
        .enum(['true', 'false'])
        .optional()
        .meta({ description: 'Only those under way (`true`), or only those that have ended (`false`)' }),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
    answer: releasePageSchema,
  }),
  getRelease: operation({
    method: 'get',
    path: '/releases/{releaseId}',
    tag: 'Releases',
    permission: 'read',
    summary: 'One release with its plan, evidence and timeline',
    params,
    answer: releaseSchema,
    problems: ['not_found'],
  }),
  listObservations: operation({
    method: 'get',
    path: '/releases/{releaseId}/observations',
    tag: 'Releases',
    permission: 'read',
    summary: 'What the engine saw at its looks, for plots',
    params,
    query: z.object({
      after: z.iso.datetime().optional().meta({ description: 'Only looks after this moment' }),
      limit: limitSchema.meta({ description: 'Most looks wanted; evenly thinned where there are more' }),
    }),
    answer: observationListSchema,
    problems: ['not_found'],
  }),
  getReleaseReport: operation({
    method: 'get',
    path: '/releases/{releaseId}/report',
    tag: 'Releases',
    permission: 'read',
    summary: 'All that a release came to: `tidegate release report` makes a page of it',
    params,
    answer: releaseReportSchema,
    problems: ['not_found'],
  }),
  watchRelease: operation({
    method: 'get',
    path: '/releases/{releaseId}/events',
    tag: 'Releases',
    permission: 'read',
    summary: 'Watch a release live, as server-sent events',
    description:
      'Events: `timeline` (a ReleaseEvent, with its sequence as id), `observation` (an Observation, newest only), ' +
      '`release` (a ReleaseSummary whenever it changes) and `end` (a ReleaseSummary; the stream closes). `Last-Event-ID` resumes the timeline ' +
      'after that sequence; 204 says that nothing will follow. A comment comes every 15 seconds.',
    params,
    answer: releaseEventSchema,
    kind: 'events',
    problems: ['not_found'],
  }),
  approveRelease: steering('approve', 'Approve the stage that waits for it', approveSchema, 'approve_release'),
  pauseRelease: steering(
    'pause',
    'Keep the release in its step; it still rolls back',
    steerSchema('PauseRequest', 'paused'),
  ),
  resumeRelease: steering('resume', 'End a pause', steerSchema('ResumeRequest', 'resumed')),
  promoteRelease: steering(
    'promote',
    'Take the next step now, whatever the evidence lacks',
    steerSchema('PromoteRequest', 'promoted by hand'),
  ),
  abortRelease: steering(
    'abort',
    'End the release with stable serving all',
    steerSchema('AbortRequest', 'aborted by hand'),
  ),
  blockRelease: steering(
    'block',
    'Stop the way forward until it is unblocked: what an outside evaluator calls',
    steerSchema('BlockRequest', 'blocked'),
  ),
  unblockRelease: steering('unblock', 'Take a block back', steerSchema('UnblockRequest', 'unblocked')),
};

function steering<Name extends string, Body extends z.ZodType>(
  name: Name,
  summary: string,
  body: Body,
  permission: Permission = 'steer_release',
) {
  return operation({
    method: 'post',
    path: `/releases/{releaseId}/${name}`,
    tag: 'Releases',
    permission,
    summary,
    params,
    body,
    answer: releaseSummarySchema,
    problems: ['not_found', 'conflict'],
  });
}
