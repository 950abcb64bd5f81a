import { z } from 'zod';
import { cursorSchema, limitSchema, routeNameSchema } from '../schemas/common.ts';
import {
  rollbackRequestSchema,
  rollbackResultSchema,
  routePageSchema,
  routeSchema,
  routeVersionPageSchema,
} from '../schemas/route.ts';
import { operation } from './operation.ts';

const params = z.object({ routeId: routeNameSchema.meta({ description: 'Percent-encoded where it holds a `/`' }) });
const page = { limit: limitSchema, cursor: cursorSchema };

export const ROUTE_OPERATIONS = {
  listRoutes: operation({
    method: 'get',
    path: '/routes',
    tag: 'Routes',
    permission: 'read',
    withinReach: true,
    summary: 'Routes, by id',
    query: z.object(page),
    answer: routePageSchema,
  }),
  getRoute: operation({
    method: 'get',
    path: '/routes/{routeId}',
    tag: 'Routes',
    permission: 'read',
    versioned: true,
    summary: 'One route, what serves it, and the release that has it',
    params,
    answer: routeSchema,
    problems: ['not_found'],
  }),
  listRouteVersions: operation({
    method: 'get',
    path: '/routes/{routeId}/versions',
    tag: 'Routes',
    permission: 'read',
    summary: 'Versions of a route, newest first',
    params,
    query: z.object(page),
    answer: routeVersionPageSchema,
    problems: ['not_found'],
  }),
  rollbackRoute: operation({
    method: 'post',
    path: '/routes/{routeId}/rollback',
    tag: 'Routes',
    permission: 'roll_back_route',
    versioned: true,
    summary: 'Make an earlier version stable at once, without a release',
    description:
      'For emergencies: it needs Postgres only. A release under way loses the route; without `toVersion` its candidate ' +
      'is taken back and stable stays, else the route goes to the version that was stable before.',
    params,
    body: rollbackRequestSchema,
    answer: rollbackResultSchema,
    problems: ['not_found', 'conflict'],
  }),
};
