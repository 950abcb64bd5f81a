import type { LimitNotice, ReleaseNotice } from '../core/notify/message.ts';
import type { Database, Transaction } from './database.ts';
import { enqueueNotice } from './notifications.ts';

/** How long people are waited for before they are asked again. */
const REMIND_EVERY_MS = 4 * 3_600_000;
/** An approval that lapses is told of when a fifth of its time is left, but no sooner than this before. */
const LONGEST_LEAD_MS = 3_600_000;
const AT_ONCE = 100;
const KEPT_MS = 120 * 86_400_000;

interface UntoldLimit extends Pick<LimitNotice, 'counter' | 'limit' | 'measure' | 'used' | 'max'> {
  readonly level: 'warn' | 'reached';
  readonly windowStart: Date;
}

/** Puts what limits have come to into the outbox, each once; says how much that was. */
export async function tellLimits(database: Database): Promise<number> {
  return database.begin(async (transaction) => {
    const untold = await transaction<UntoldLimit[]>`
      WITH untold AS (
        SELECT counter, window_start, level FROM limit_events WHERE notified_at IS NULL
        ORDER BY at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED
      )
      UPDATE limit_events e SET notified_at = clock_timestamp() FROM untold u
      WHERE e.counter = u.counter AND e.window_start = u.window_start AND e.level = u.level
      RETURNING e.counter, e.limit_id AS limit, e.level, e.measure, e.used, e.max, e.window_start AS "windowStart"`;
    for (const { level, windowStart, ...row } of untold) {
      const since = windowStart.toISOString();
      const what = `${row.used} of ${row.max} ${row.measure} of ${row.counter} since ${since}`;
      const event = level === 'warn' ? 'limit_warning' : 'limit_reached';
      const reason = level === 'warn' ? `${what} are used` : `${what} are used: calls are refused`;
      await enqueueNotice(transaction, 'budget', { ...row, event, windowStart: since, reason });
    }
    return untold.length;
  });
}

interface Waiting extends Omit<ReleaseNotice, 'event'> {
  readonly what: string;
}

/** Asks again for approvals that a release waits for, and tells of those that lapse before their stage came. Each once. */
export async function remindOfApprovals(database: Database): Promise<number> {
  return database.begin(async (transaction) => {
    const waiting = await transaction<Waiting[]>`
      SELECT 'wanted/' || r.id || '/' || r.sequence || '/' ||
          floor(1000 * extract(epoch FROM clock_timestamp() - last.at) / ${REMIND_EVERY_MS}) AS what,
        r.id AS release, r.route, r.sequence, r.stage, r.status, r.weight, 'tidegate' AS actor,
        r.reason || ' (since ' || to_char(last.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') || ')' AS reason
      FROM releases r
      JOIN release_events last ON last.release_id = r.id AND last.sequence = r.sequence
      WHERE r.ended_at IS NULL AND r.status = 'awaiting_approval'
        AND last.at < clock_timestamp() - ${REMIND_EVERY_MS} * interval '1 millisecond'
      ORDER BY r.requested_at LIMIT ${AT_ONCE}`;
    const lapsing = await transaction<Waiting[]>`
      SELECT 'expiring/' || r.id || '/' || e.sequence AS what, r.id AS release, r.route, r.sequence, r.stage, r.status,
        r.weight, e.actor,
        'the approval of ' || e.actor || ' before ' || (e.details->>'before') || ' counts until ' || (e.details->>'expiresAt')
          AS reason
      FROM releases r
      JOIN release_events e ON e.release_id = r.id AND e.type = 'approved' AND e.details ? 'expiresAt'
      CROSS JOIN LATERAL (SELECT (e.details->>'expiresAt')::timestamptz AS at) lapses
      WHERE r.ended_at IS NULL AND lapses.at > clock_timestamp()
        AND lapses.at - least((lapses.at - e.at) / 5, ${LONGEST_LEAD_MS} * interval '1 millisecond') < clock_timestamp()
        AND NOT EXISTS (
          SELECT 1 FROM release_events begun WHERE begun.release_id = r.id AND begun.snapshot_version IS NOT NULL
            AND begun.stage = e.details->>'before'
            AND (e.details->>'weight' IS NULL OR begun.weight = (e.details->>'weight')::double precision))
      ORDER BY lapses.at LIMIT ${AT_ONCE}`;
    let told = 0;
    for (const each of waiting) told += await remind(transaction, 'approval_reminder', each);
    for (const each of lapsing) told += await remind(transaction, 'approval_expiring', each);
    return told;
  });
}

/** Forgets what nobody can be reminded of again. */
export async function forgetReminders(database: Database): Promise<void> {
  await database`DELETE FROM reminders WHERE at < clock_timestamp() - ${KEPT_MS} * interval '1 millisecond'`;
}

async function remind(
  transaction: Transaction,
  event: 'approval_reminder' | 'approval_expiring',
  { what, ...notice }: Waiting,
): Promise<number> {
  const first = await transaction`INSERT INTO reminders (what) VALUES (${what}) ON CONFLICT DO NOTHING RETURNING what`;
  if (first.length > 0) await enqueueNotice(transaction, 'approval', { ...notice, event });
  return first.length;
}
