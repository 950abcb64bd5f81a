import { z } from 'zod';
import { cursorSchema, limitSchema } from '../schemas/common.ts';
import {
  callerSchema,
  issuedTokenSchema,
  newTokenSchema,
  revokeTokenSchema,
  tokenPageSchema,
  tokenSchema,
} from '../schemas/token.ts';
import { operation } from './operation.ts';

/** Who may call this API. */
export const TOKEN_OPERATIONS = {
  getCaller: operation({
    method: 'get',
    path: '/caller',
    tag: 'Tokens',
    permission: 'read',
    withinReach: true,
    summary: 'Who calls, and what they may do',
    answer: callerSchema,
  }),
  listTokens: operation({
    method: 'get',
    path: '/tokens',
    tag: 'Tokens',
    permission: 'manage_tokens',
    summary: 'Tokens of this API, newest first, without their secrets',
    query: z.object({ limit: limitSchema, cursor: cursorSchema }),
    answer: tokenPageSchema,
  }),
  issueToken: operation({
    method: 'post',
    path: '/tokens',
    tag: 'Tokens',
    permission: 'manage_tokens',
    summary: 'Issue a token with a role; its secret is shown this once',
    body: newTokenSchema,
    status: 201,
    answer: issuedTokenSchema,
    secretAnswer: true,
  }),
  revokeToken: operation({
    method: 'post',
    path: '/tokens/{tokenId}/revoke',
    tag: 'Tokens',
    permission: 'manage_tokens',
    summary: 'Refuse a token from now on',
    params: z.object({ tokenId: z.string().min(1).max(64) }),
    body: revokeTokenSchema,
    answer: tokenSchema,
    problems: ['not_found'],
  }),
};
