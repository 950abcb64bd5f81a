import { z } from 'zod';
import { USAGE_GROUPS } from '../../../store/usage.ts';
import { cursorSchema, limitSchema, routeNameSchema, timeSchema } from '../schemas/common.ts';
import { budgetsSchema, costAlertPageSchema, costSchema } from '../schemas/cost.ts';
import { operation } from './operation.ts';

const name = z.string().max(256).optional();

/** What it all costs, and what of the budgets is left. */
export const COST_OPERATIONS = {
  getCost: operation({
    method: 'get',
    path: '/cost',
    tag: 'Cost',
    permission: 'read_cost',
    summary: 'What was used by route, version, tenant or team, against the time of the same length before',
    query: z.object({
      by: z.enum(USAGE_GROUPS).default('route'),
      route: routeNameSchema.optional(),
      tenant: name.meta({ description: 'Empty: of callers without one' }),
      team: name.meta({ description: 'Empty: of callers without one' }),
      from: timeSchema
        .optional()
        .meta({ description: 'Down to the hour; a day before `to` where it is left out. At most 92 days before `to`' }),
      to: timeSchema.optional().meta({ description: 'Now where it is left out' }),
    }),
    answer: costSchema,
  }),
  listBudgets: operation({
    method: 'get',
    path: '/cost/budgets',
    tag: 'Cost',
    permission: 'read_cost',
    summary: 'Limits of days and months: what is used, how fast, and where that leads',
    query: z.object({
      route: routeNameSchema.optional().meta({ description: 'Only those that are this route’s own' }),
    }),
    answer: budgetsSchema,
  }),
  listCostAlerts: operation({
    method: 'get',
    path: '/cost/alerts',
    tag: 'Cost',
    permission: 'read_cost',
    summary: 'Drifts of costs, and budgets that came to a state, newest first',
    query: z.object({
      route: routeNameSchema.optional().meta({ description: 'Only those of this route' }),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
    answer: costAlertPageSchema,
  }),
};
