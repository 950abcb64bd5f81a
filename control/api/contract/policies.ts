import { z } from 'zod';
import { routeNameSchema } from '../schemas/common.ts';
import { newPolicySchema, policyBodySchema } from '../schemas/policy.ts';
import { operation } from './operation.ts';

const params = z.object({ routeId: routeNameSchema.meta({ description: 'Percent-encoded where it holds a `/`' }) });

/** What releases have to keep: approvals by what changes, separation of duties, change windows. */
export const POLICY_OPERATIONS = {
  getPolicy: operation({
    method: 'get',
    path: '/policy',
    tag: 'Policies',
    permission: 'read',
    withinReach: true,
    versioned: true,
    summary: 'What every route asks of its releases',
    answer: policyBodySchema,
  }),
  setPolicy: operation({
    method: 'put',
    path: '/policy',
    tag: 'Policies',
    permission: 'change_configuration',
    versioned: true,
    summary: 'Set what every route asks of its releases',
    description: 'It holds beside the policy of a route. Releases that were accepted before keep their approvals.',
    body: newPolicySchema,
    answer: policyBodySchema,
  }),
  getRoutePolicy: operation({
    method: 'get',
    path: '/routes/{routeId}/policy',
    tag: 'Policies',
    permission: 'read',
    versioned: true,
    summary: 'What a route asks of its releases, beside what every route does',
    params,
    answer: policyBodySchema,
    problems: ['not_found'],
  }),
  setRoutePolicy: operation({
    method: 'put',
    path: '/routes/{routeId}/policy',
    tag: 'Policies',
    permission: 'change_configuration',
    versioned: true,
    summary: 'Set what a route asks of its releases',
    description: 'It holds beside the policy of every route. Releases that were accepted before keep their approvals.',
    params,
    body: newPolicySchema,
    answer: policyBodySchema,
    problems: ['not_found'],
  }),
};
