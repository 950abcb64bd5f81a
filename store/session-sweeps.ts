import { type SaidOfSession, sessionVerdicts } from '../core/evaluation/session-outcome.ts';
import { signalOf } from '../core/evaluation/signal.ts';
import { type Database, json, type Transaction } from './database.ts';

/** Traces come after their calls: this much later they are there. */
const SETTLED_AFTER_MS = 10_000;
const MOST_SESSIONS = 5_000;
const SWEEP_SOURCE = 'tidegate';

/**
 * Looks for sessions of a release that have gone quiet since the last look, and keeps what they came to as feedback, which
 * then goes the way of all feedback. Each session of a release is judged once. Returns how many went quiet.
 */
export async function sweepSessions(database: Database, releaseId: string, idleMs: number): Promise<number> {
  return database.begin(async (transaction) => {
    const until = await nextWindow(transaction, releaseId, idleMs + SETTLED_AFTER_MS);
    if (until === undefined) return 0;
    const quiet = await quietSessions(transaction, releaseId, until);
    const rows = quiet.flatMap((session) => feedbackOf(releaseId, session));
    await transaction`
      INSERT INTO feedback (scope, identity, given_by, any_tenant, tenant, subject_kind, subject, name, source, value, metric, bad)
      SELECT 'sweep', v->>'identity', 'tidegate', false, v->>'tenant', 'session', v->>'subject', v->>'name', ${SWEEP_SOURCE},
        v->'value', v->>'metric', (v->>'bad')::boolean
      FROM jsonb_array_elements(${json(transaction, rows)}) v
      ON CONFLICT (scope, identity) DO NOTHING`;
    // A full page is not the whole window: the rest comes with the next look.
    const newest = quiet.length < MOST_SESSIONS ? until.to : (quiet.at(-1)?.lastAt ?? until.to);
    await transaction`UPDATE session_sweeps SET swept_until = ${newest} WHERE release_id = ${releaseId}`;
    return quiet.length;
  });
}

interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** The time that has passed since the last look; locked, so that two who look at once do not both. */
async function nextWindow(transaction: Transaction, releaseId: string, behindMs: number): Promise<Window | undefined> {
  await transaction`
    INSERT INTO session_sweeps (release_id, swept_until)
    SELECT id, requested_at FROM releases WHERE id = ${releaseId} ON CONFLICT DO NOTHING`;
  const [window] = await transaction<Window[]>`
    SELECT swept_until AS "from", clock_timestamp() - ${behindMs} * interval '1 millisecond' AS "to"
    FROM session_sweeps WHERE release_id = ${releaseId} FOR UPDATE SKIP LOCKED`;
  return window !== undefined && window.to > window.from ? window : undefined;
}

interface QuietSession {
  readonly session: string;
  readonly tenant: string | null;
  readonly lastAt: Date;
  readonly said: Readonly<Record<string, boolean>> | null;
}

/** Sessions whose last call lies in the window, with what was said of them. */
function quietSessions(
  transaction: Transaction,
  releaseId: string,
  { from, to }: Window,
): Promise<readonly QuietSession[]> {
  return transaction<QuietSession[]>`
    WITH quiet AS (
      SELECT t.session, t.labels->>'tenant' AS tenant, max(t.started_at) AS last_at
      FROM traces t
      WHERE t.release_id = ${releaseId} AND t.session IS NOT NULL AND t.arm <> 'shadow'
        AND t.started_at > ${from} AND t.started_at <= ${to}
        AND NOT EXISTS (SELECT 1 FROM traces later WHERE later.session = t.session AND later.started_at > ${to}
          AND later.labels->>'tenant' IS NOT DISTINCT FROM t.labels->>'tenant')
      GROUP BY t.session, t.labels->>'tenant'
      ORDER BY max(t.started_at), t.session LIMIT ${MOST_SESSIONS}
    )
    SELECT quiet.session, quiet.tenant, quiet.last_at AS "lastAt",
      (SELECT jsonb_object_agg(said.name, said.bad) FROM (
        SELECT f.name, bool_or(f.bad) AS bad FROM feedback f
        WHERE (f.session = quiet.session OR (f.subject_kind = 'session' AND f.subject = quiet.session))
          AND f.name IN ('task', 'escalated', 'abandoned', 'overridden')
          AND (f.any_tenant OR f.tenant IS NOT DISTINCT FROM quiet.tenant)
        GROUP BY f.name
      ) said) AS said
    FROM quiet ORDER BY quiet.last_at, quiet.session`;
}

function feedbackOf(releaseId: string, { session, tenant, said }: QuietSession): object[] {
  return sessionVerdicts((said ?? {}) as SaidOfSession).map(({ name, value }) => ({
    identity: `${releaseId} ${name} ${tenant ?? ''} ${session}`,
    tenant,
    subject: session,
    name,
    value,
    ...signalOf({ name, value }),
  }));
}

/** Releases under way that want their quiet sessions judged, and after how long a session is quiet. */
export async function sweptReleases(database: Database): Promise<readonly { id: string; idleAfter: string }[]> {
  return database<{ id: string; idleAfter: string }[]>`
    SELECT id, spec->'sessions'->>'idleAfter' AS "idleAfter" FROM releases
    WHERE ended_at IS NULL AND spec->'sessions'->>'idleAfter' IS NOT NULL`;
}
