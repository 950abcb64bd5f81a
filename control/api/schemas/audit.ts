import { z } from 'zod';
import { pageOf, timeSchema } from './common.ts';

export const auditEntrySchema = z
  .object({
    sequence: z.number().int(),
    at: timeSchema,
    actor: z.string(),
    action: z.string().meta({ examples: ['release.rollback_started'] }),
    subject: z.string().meta({ examples: ['release/rel_01jd3vm0q4z8k2y7w5x9'] }),
    reason: z.string(),
    before: z.unknown().meta({ description: 'How it stood before, where that is told' }),
    after: z.unknown().meta({ description: 'How it stood after, where that is told' }),
    hash: z.string().meta({ description: 'SHA-256 over the hash of the entry before and this entry’s text' }),
  })
  .meta({ id: 'AuditEntry', description: 'One entry of the append-only record' });

export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');

export const auditLinkSchema = z
  .object({
    sequence: z.number().int(),
    entry: z.string().meta({ description: 'The exact text that was hashed, as JSON' }),
    previousHash: hashSchema,
    hash: hashSchema.meta({ description: 'SHA-256 of previousHash, a line feed and entry' }),
  })
  .meta({ id: 'AuditLink', description: 'An entry as it is exported: enough to check the chain anywhere' });

export const auditExportSchema = pageOf('AuditExport', auditLinkSchema);

export const auditPageSchema = pageOf('AuditPage', auditEntrySchema);

export const auditCheckSchema = z
  .discriminatedUnion('intact', [
    z.object({
      intact: z.literal(true),
      entries: z.number().int(),
      head: hashSchema.meta({ description: 'Hash of the last entry: note it outside, with the count' }),
    }),
    z.object({ intact: z.literal(false), brokenAt: z.number().int(), why: z.string() }),
  ])
  .meta({ id: 'AuditCheck', description: 'Whether the chain of hashes holds from the first entry to the last' });

export type AuditEntryBody = z.output<typeof auditEntrySchema>;
