import { z } from 'zod';
import type { Outcome } from '../../../core/llm/outcome.ts';
import { type AuditRow, listAudit, verifyAudit } from '../../../store/audit.ts';
import type { Database } from '../../../store/database.ts';
import { listReplicas, type ReplicaRow } from '../../../store/replicas.ts';
import { listTraces } from '../../../store/traces.ts';
import type { Handlers } from '../contract/operations.ts';
import type { RECORD_OPERATIONS } from '../contract/records.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import { ApiError } from '../problem.ts';
import type { AuditEntryBody } from '../schemas/audit.ts';
import type { Replica } from '../schemas/replica.ts';
import type { Trace } from '../schemas/trace.ts';

const tracePlaceSchema = z.object({ startedAtMs: z.number(), requestId: z.string(), spanId: z.string() });

export function recordHandlers(database: Database): Handlers<keyof typeof RECORD_OPERATIONS> {
  return {
    async listTraces({ query: { route, release, trace, arm, limit, cursor } }) {
      if (route === undefined && release === undefined && trace === undefined) {
        throw new ApiError('invalid_input', 'Name a route, a release or a trace whose calls are wanted');
      }
      const after = decodeCursor(tracePlaceSchema, cursor);
      const filter = { route, releaseId: release, traceId: trace, arm, after, limit: limit + 1 };
      const rows = await listTraces(database, filter);
      const placeOf = ({ startedAtMs, requestId, spanId }: Outcome) => ({ startedAtMs, requestId, spanId });
      return { body: toPage(rows, limit, presentTrace, placeOf) };
    },

    async listAudit({ query: { subject, limit, cursor } }) {
      const rows = await listAudit(database, {
        subject,
        before: decodeCursor(z.number().int(), cursor),
        limit: limit + 1,
      });
      return { body: toPage(rows, limit, presentEntry, (row) => row.sequence) };
    },

    async verifyAudit() {
      return { body: await verifyAudit(database) };
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

/** What an outcome leaves out is not known: null, so that every trace has every field. */
function presentTrace(outcome: Outcome): Trace {
  return {
    requestId: outcome.requestId,
    traceId: outcome.traceId,
    spanId: outcome.spanId,
    startedAt: new Date(outcome.startedAtMs).toISOString(),
    route: outcome.route,
    routeVersion: outcome.routeVersion,
    releaseId: outcome.releaseId ?? null,
    arm: outcome.arm,
    weight: outcome.weight,
    labels: { ...outcome.labels },
    session: outcome.session ?? null,
    provider: outcome.provider,
    requestModel: outcome.requestModel,
    responseModel: outcome.responseModel ?? null,
    promptName: outcome.promptName ?? null,
    promptVersion: outcome.promptVersion ?? null,
    streamed: outcome.streamed,
    status: outcome.status,
    errorType: outcome.errorType ?? null,
    timedOut: outcome.timedOut,
    latencyMs: outcome.latencyMs,
    ttftMs: outcome.ttftMs ?? null,
    promptTokens: outcome.usage?.promptTokens ?? null,
    completionTokens: outcome.usage?.completionTokens ?? null,
    costUsd: outcome.costUsd ?? null,
    finishReason: outcome.finishReason ?? null,
    retries: outcome.retries,
    fallbackTarget: outcome.fallbackTarget ?? null,
    cache: outcome.cache,
    evaluations: { ...outcome.evaluations },
    counted: outcome.counted,
  };
}
