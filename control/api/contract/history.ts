import { z } from 'zod';
import { cursorSchema, releaseNameSchema, routeNameSchema } from '../schemas/common.ts';
import { lookPageSchema, routeHistorySchema } from '../schemas/history.ts';
import { operation } from './operation.ts';

const LONGEST_HOURS = 24 * 90;
const LONGEST_PAGE = 1_000;

/** What was, for who plans what will be: `plan` and `backtest` ask. Read only. */
export const HISTORY_OPERATIONS = {
  getRouteHistory: operation({
    method: 'get',
    path: '/routes/{routeId}/history',
    tag: 'Routes',
    permission: 'read',
    summary: 'How much a route is called, and what its stable version did lately',
    params: z.object({ routeId: routeNameSchema }),
    query: z.object({
      hours: z.coerce
        .number({ error: 'must be a number of hours' })
        .positive()
        .max(LONGEST_HOURS)
        .default(24 * 7)
        .meta({ description: 'How far back' }),
    }),
    answer: routeHistorySchema,
    problems: ['not_found'],
  }),
  listLooks: operation({
    method: 'get',
    path: '/releases/{releaseId}/looks',
    tag: 'Releases',
    permission: 'read',
    summary: 'The outcomes of a release as they came in, second by second, oldest first',
    description: 'What a backtest replays through other gates.',
    params: z.object({ releaseId: releaseNameSchema }),
    query: z.object({
      limit: z.coerce
        .number({ error: `must be a number from 1 to ${LONGEST_PAGE}` })
        .int()
        .min(1)
        .max(LONGEST_PAGE)
        .default(200)
        .meta({ description: 'Longest page wanted' }),
      cursor: cursorSchema,
    }),
    answer: lookPageSchema,
    problems: ['not_found'],
  }),
};
