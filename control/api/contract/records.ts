import { z } from 'zod';
import { auditCheckSchema, auditPageSchema } from '../schemas/audit.ts';
import { cursorSchema, limitSchema } from '../schemas/common.ts';
import { replicaPageSchema } from '../schemas/replica.ts';
import { operation } from './operation.ts';

/** What was done, and what runs: read only. */
export const RECORD_OPERATIONS = {
  listAudit: operation({
    method: 'get',
    path: '/audit',
    tag: 'Audit',
    permission: 'read_audit',
    summary: 'The record of who did what and why, newest first',
    query: z.object({
      subject: z
        .string()
        .max(256)
        .optional()
        .meta({ examples: ['route/support-agent'] }),
      limit: limitSchema,
      cursor: cursorSchema,
    }),
    answer: auditPageSchema,
  }),
  verifyAudit: operation({
    method: 'get',
    path: '/audit/verification',
    tag: 'Audit',
    permission: 'read_audit',
    summary: 'Walk the whole chain and name the first entry that was tampered with',
    answer: auditCheckSchema,
  }),
  listReplicas: operation({
    method: 'get',
    path: '/replicas',
    tag: 'Replicas',
    permission: 'read',
    summary: 'Gateway replicas of the last day, and what each runs',
    answer: replicaPageSchema,
  }),
};
