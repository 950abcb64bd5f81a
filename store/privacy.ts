import { appendAudit } from './audit.ts';
import type { Database, Transaction } from './database.ts';

/** Whose traces are to be deleted: all calls that carry this user's, or this session's, id. */
export type Person = { readonly by: 'user' | 'session'; readonly id: string };

export interface Deletion {
  readonly calls: number;
  readonly traces: number;
  readonly bodies: number;
  readonly feedback: number;
}

const LONGEST_MS = 120_000;

/**
 * Deletes what is stored of a person's calls, all of it or nothing. The audit record keeps who asked, why and how much,
 * and nothing of the person: not even a digest of the id, which could be guessed back.
 */
export async function deletePerson(
  database: Database,
  person: Person,
  { actor, reason }: { readonly actor: string; readonly reason: string },
): Promise<Deletion> {
  return database.begin(async (transaction) => {
    await transaction`SELECT set_config('statement_timeout', ${String(LONGEST_MS)}, true)`;
    await findCalls(transaction, person);
    const deletion = await deleteCalls(transaction, person);
    await appendAudit(transaction, {
      actor,
      action: 'traces.deleted',
      subject: 'traces',
      reason,
      after: { by: person.by, ...deletion },
    });
    return deletion;
  });
}

async function findCalls(transaction: Transaction, { by, id }: Person): Promise<void> {
  const mine = by === 'user' ? transaction`user_id = ${id}` : transaction`session = ${id}`;
  await transaction`
    CREATE TEMPORARY TABLE deleted_calls ON COMMIT DROP AS
    SELECT trace_id, span_id, request_id, response_id, session FROM traces WHERE ${mine}`;
}

async function deleteCalls(transaction: Transaction, { by, id }: Person): Promise<Deletion> {
  const bodies = await transaction`
    DELETE FROM trace_bodies b USING deleted_calls d WHERE b.trace_id = d.trace_id AND b.span_id = d.span_id`;
  await transaction`DELETE FROM open_traces o USING deleted_calls d WHERE o.trace_id = d.trace_id`;
  // A judge's reasons may quote what it read.
  await transaction`
    DELETE FROM judgements j USING deleted_calls d
    WHERE j.trace_id = d.trace_id AND d.span_id IN (j.span_id, j.other_span_id)`;
  const feedback = await transaction`
    DELETE FROM feedback WHERE trace_id IN (SELECT trace_id FROM deleted_calls)
      OR subject IN (SELECT trace_id FROM deleted_calls UNION SELECT response_id FROM deleted_calls
        UNION SELECT request_id FROM deleted_calls UNION SELECT session FROM deleted_calls)
      OR session IN (SELECT session FROM deleted_calls)
      ${by === 'session' ? transaction`OR session = ${id} OR (subject_kind = 'session' AND subject = ${id})` : transaction``}`;
  const [counts] = await transaction<
    { traces: number }[]
  >`SELECT count(DISTINCT trace_id) AS traces FROM deleted_calls`;
  const calls = await transaction`
    DELETE FROM traces t USING deleted_calls d WHERE t.trace_id = d.trace_id AND t.span_id = d.span_id`;
  return { calls: calls.count, traces: counts?.traces ?? 0, bodies: bodies.count, feedback: feedback.count };
}
