import { freezeListSchema, frozenSchema, newFreezeSchema, unfreezeSchema } from '../schemas/freeze.ts';
import { operation } from './operation.ts';

export const FREEZE_OPERATIONS = {
  listFreezes: operation({
    method: 'get',
    path: '/freezes',
    tag: 'Freezes',
    permission: 'read',
    withinReach: true,
    summary: 'What is frozen now',
    answer: freezeListSchema,
  }),
  freeze: operation({
    method: 'post',
    path: '/freezes',
    tag: 'Freezes',
    permission: 'freeze',
    summary: 'Start no release and take no release forward, on one route or on all',
    description:
      'What is under way stays where it is, is watched, and still rolls back. A freeze of the same scope before it ends.',
    body: newFreezeSchema,
    answer: frozenSchema,
    problems: ['not_found'],
  }),
  unfreeze: operation({
    method: 'post',
    path: '/freezes/end',
    tag: 'Freezes',
    permission: 'freeze',
    summary: 'End the freeze of a route, or that of all',
    body: unfreezeSchema,
    answer: freezeListSchema,
    problems: ['not_found', 'conflict'],
  }),
};
