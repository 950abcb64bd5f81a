import { z } from 'zod';
import { cursorSchema, limitSchema } from '../schemas/common.ts';
import { issuedKeySchema, keyPageSchema, keySchema, newKeySchema, revokeRequestSchema } from '../schemas/key.ts';
import { operation } from './operation.ts';

export const KEY_OPERATIONS = {
  listKeys: operation({
    method: 'get',
    path: '/keys',
    tag: 'Keys',
    summary: 'Gateway keys, newest first, without their secrets',
    query: z.object({ limit: limitSchema, cursor: cursorSchema }),
    answer: keyPageSchema,
  }),
  issueKey: operation({
    method: 'post',
    path: '/keys',
    tag: 'Keys',
    summary: 'Issue a gateway key; its secret is shown this once',
    body: newKeySchema,
    status: 201,
    answer: issuedKeySchema,
    secretAnswer: true,
  }),
  revokeKey: operation({
    method: 'post',
    path: '/keys/{keyId}/revoke',
    tag: 'Keys',
    summary: 'Take a key back on every replica',
    params: z.object({ keyId: z.string().min(1).max(64) }),
    body: revokeRequestSchema,
    answer: keySchema,
    problems: ['not_found'],
  }),
};
