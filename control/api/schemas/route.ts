import { z } from 'zod';
import { STAGES } from '../../../core/release/stage.ts';
import { ASSIGNMENT_UNITS } from '../../../core/route/assignment.ts';
import { routeVersionSchema } from '../../../core/route/version-schema.ts';
import { pageOf, releaseNameSchema, routeNameSchema, shareSchema, timeSchema, versionNumberSchema } from './common.ts';

const routeReleaseSchema = z
  .object({
    id: releaseNameSchema,
    stage: z.enum(STAGES),
    candidateVersion: versionNumberSchema,
    weight: shareSchema.meta({ description: 'Share of assignment units that the candidate serves now' }),
    mirrorRate: shareSchema.meta({ description: 'Share of requests that are mirrored to the candidate now' }),
  })
  .meta({ id: 'RouteRelease', description: 'The release that has the route now' });

export const routeSchema = z
  .object({
    id: routeNameSchema,
    assignBy: z.array(z.enum(ASSIGNMENT_UNITS)).meta({ description: 'What sticks to an arm: the first one present' }),
    stableVersion: versionNumberSchema,
    previousStableVersion: versionNumberSchema
      .nullable()
      .meta({ description: 'Where a rollback without a release goes; null where there was none' }),
    stable: routeVersionSchema.meta({
      id: 'RouteVersionConfig',
      description: 'Everything between the app and the provider',
    }),
    generation: z.number().int().meta({ description: 'Rises with each change of the route' }),
    release: routeReleaseSchema.nullable(),
  })
  .meta({ id: 'Route', description: 'A public model name and what serves it' });

export const routeVersionBodySchema = z
  .object({
    route: routeNameSchema,
    number: versionNumberSchema,
    role: z
      .enum(['stable', 'candidate', 'previous', 'other'])
      .meta({ description: '`previous` is the version that was stable before this one' }),
    changes: z
      .array(z.string())
      .meta({ description: 'Fields that differ from stable; empty for stable itself', examples: [['model']] }),
    config: routeSchema.shape.stable,
    createdBy: z.string(),
    createdAt: timeSchema,
  })
  .meta({ id: 'RouteVersion', description: 'An immutable, numbered configuration of a route' });

export const routePageSchema = pageOf('RoutePage', routeSchema);
export const routeVersionPageSchema = pageOf('RouteVersionPage', routeVersionBodySchema);

export const rollbackRequestSchema = z
  .strictObject({
    toVersion: versionNumberSchema
      .optional()
      .meta({ description: 'The version to make stable; the previous stable one where it is left out' }),
    reason: z.string().min(1).max(1_000).default('rolled back by hand'),
  })
  .meta({ id: 'RollbackRequest', examples: [{ reason: 'answers in the wrong language' }] });

export const rollbackResultSchema = z
  .object({
    route: routeNameSchema,
    stableVersion: versionNumberSchema,
    snapshotVersion: z.number().int().meta({ description: 'Replicas that run this snapshot or a later one have it' }),
    endedRelease: releaseNameSchema.nullable().meta({ description: 'The release that lost the route by it' }),
  })
  .meta({ id: 'RollbackResult' });

export type Route = z.output<typeof routeSchema>;
export type RouteVersionBody = z.output<typeof routeVersionBodySchema>;
