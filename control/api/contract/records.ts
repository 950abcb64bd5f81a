import { z } from 'zod';
import { auditCheckSchema, auditExportSchema, auditPageSchema, hashSchema } from '../schemas/audit.ts';
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
    description:
      'With `sequence` and `hash`, noted from an earlier answer, a chain that was cut or written anew is found too.',
    query: z.object({
      sequence: z.coerce
        .number({ error: 'must be the number of an entry' })
        .int()
        .min(1)
        .max(2 ** 53 - 1)
        .optional(),
      hash: hashSchema.optional(),
    }),
    answer: auditCheckSchema,
  }),
  exportAudit: operation({
    method: 'get',
    path: '/audit/export',
    tag: 'Audit',
    permission: 'read_audit',
    summary: 'The whole record with its hashes, oldest first, to be kept and checked elsewhere',
    query: z.object({ limit: limitSchema, cursor: cursorSchema }),
    answer: auditExportSchema,
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
