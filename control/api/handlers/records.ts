import { z } from 'zod';
import { type AuditRow, exportAudit, listAudit, verifyAudit } from '../../../store/audit.ts';
import type { Database } from '../../../store/database.ts';
import { listReplicas, type ReplicaRow } from '../../../store/replicas.ts';
import type { Handlers } from '../contract/operations.ts';
import type { RECORD_OPERATIONS } from '../contract/records.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { ApiError } from '../problem.ts';
import type { AuditEntryBody } from '../schemas/audit.ts';
import type { Replica } from '../schemas/replica.ts';

export function recordHandlers(database: Database): Handlers<keyof typeof RECORD_OPERATIONS> {
  return {
    async listAudit({ query: { subject, limit, cursor } }) {
      const rows = await listAudit(database, {
        subject,
        before: decodeCursor(z.number().int(), cursor),
        limit: limit + 1,
      });
      return { body: toPage(rows, limit, presentEntry, (row) => row.sequence) };
    },

    async verifyAudit({ query: { sequence, hash } }) {
      if ((sequence === undefined) !== (hash === undefined))
        throw new ApiError('invalid_input', 'The query is not valid: sequence and hash go together');
      const anchor = sequence === undefined || hash === undefined ? undefined : { sequence, hash };
      return { body: await verifyAudit(database, anchor) };
    },

    async exportAudit({ query: { limit, cursor } }) {
      const after = decodeCursor(z.number().int(), cursor) ?? 0;
      const rows = await exportAudit(database, { after, limit: limit + 1 });
      return {
        body: toPage(
          rows,
          limit,
          (row) => ({ ...row }),
          (row) => row.sequence,
        ),
      };
    },

    async listReplicas() {
      return { body: { items: (await listReplicas(database)).map(presentReplica), nextCursor: null } };
    },
  };
}

function presentEntry({ sequence, at, actor, action, subject, reason, entry, hash }: AuditRow): AuditEntryBody {
  const told = JSON.parse(entry) as { before?: unknown; after?: unknown };
  const { before = null, after = null } = told;
  return { sequence, at: at.toISOString(), actor, action, subject, reason, before, after, hash };
}

function presentReplica({ startedAt, ...replica }: ReplicaRow): Replica {
  return { ...replica, startedAt: startedAt.toISOString() };
}
