import { z } from 'zod';
import { cursorSchema, limitSchema } from '../schemas/common.ts';
import {
  expireRequestSchema,
  issuedKeySchema,
  keyPageSchema,
  keySchema,
  newKeySchema,
  revokeRequestSchema,
  rotateRequestSchema,
} from '../schemas/key.ts';
import { operation } from './operation.ts';

const keyParams = z.object({ keyId: z.string().min(1).max(64) });

export const KEY_OPERATIONS = {
  listKeys: operation({
    method: 'get',
    path: '/keys',
    tag: 'Keys',
    permission: 'read',
    summary: 'Gateway keys, newest first, without their secrets',
    query: z.object({ limit: limitSchema, cursor: cursorSchema }),
    answer: keyPageSchema,
  }),
  issueKey: operation({
    method: 'post',
    path: '/keys',
    tag: 'Keys',
    permission: 'manage_keys',
    summary: 'Issue a gateway key; its secret is shown this once',
    body: newKeySchema,
    status: 201,
    answer: issuedKeySchema,
    secretAnswer: true,
  }),
  rotateKey: operation({
    method: 'post',
    path: '/keys/{keyId}/rotate',
    tag: 'Keys',
    permission: 'manage_keys',
    summary: 'Give a key another secret; the one before stays valid for the grace time',
    params: keyParams,
    body: rotateRequestSchema,
    answer: issuedKeySchema,
    secretAnswer: true,
    problems: ['not_found', 'conflict'],
  }),
  expireKey: operation({
    method: 'post',
    path: '/keys/{keyId}/expire',
    tag: 'Keys',
    permission: 'manage_keys',
    summary: 'Say when a key ends',
    params: keyParams,
    body: expireRequestSchema,
    answer: keySchema,
    problems: ['not_found', 'conflict'],
  }),
  revokeKey: operation({
    method: 'post',
    path: '/keys/{keyId}/revoke',
    tag: 'Keys',
    permission: 'manage_keys',
    summary: 'Take a key back on every replica',
    params: keyParams,
    body: revokeRequestSchema,
    answer: keySchema,
    problems: ['not_found'],
  }),
};
