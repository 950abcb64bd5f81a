import type { ServedCall } from '../core/evaluation/attribution.ts';
import type { JudgeSpec } from '../core/evaluation/judge.ts';
import type { Database, Transaction } from './database.ts';

/** What is older was not judged in time, and will not be. */
const PICKED_WITHIN_MS = 600_000;
/** An item that nobody has settled for this long is missing: its worker and all its tries are gone. */
const ABANDONED_MS = 900_000;

/**
 * Picks answers for a judge: of traces that the rate's sample holds, whichever arm served them, oldest first, as many as
 * its minute still allows. Only answers that were captured, and that came whole at the first try. Returns their spans.
 */
export async function pickForJudging(
  database: Database,
  releaseId: string,
  judge: JudgeSpec,
  most: number,
): Promise<readonly string[]> {
  return database.begin(async (transaction) => {
    await transaction`
      INSERT INTO judge_spending (release_id, judge) VALUES (${releaseId}, ${judge.name}) ON CONFLICT DO NOTHING`;
    const [spending] = await transaction<{ exhausted: boolean }[]>`
      SELECT exhausted FROM judge_spending WHERE release_id = ${releaseId} AND judge = ${judge.name} FOR UPDATE`;
    await giveUpAbandoned(transaction, releaseId, judge.name);
    if (spending?.exhausted !== false) return [];
    const [recent] = await transaction<{ count: number }[]>`
      SELECT count(*) FROM judgements WHERE release_id = ${releaseId} AND judge = ${judge.name}
        AND picked_at > clock_timestamp() - interval '1 minute'`;
    const room = Math.min(most, judge.maxPerMinute - (recent?.count ?? 0));
    if (room <= 0) return [];
    const rows = await transaction<{ spanId: string }[]>`
      INSERT INTO judgements (release_id, judge, span_id, trace_id, other_span_id, arm)
      SELECT ${releaseId}, ${judge.name}, t.span_id, t.trace_id,
        ${judge.mode === 'pairwise' ? transaction`s.span_id` : transaction`NULL`}, t.arm
      FROM traces t
      ${
        judge.mode === 'pairwise'
          ? transaction`JOIN traces s ON s.trace_id = t.trace_id AND s.request_id = t.request_id AND s.arm = 'stable'
              AND ${whole(transaction, 's')} AND ${captured(transaction, 's')}`
          : transaction``
      }
      WHERE t.release_id = ${releaseId}
        AND ${judge.mode === 'pairwise' ? transaction`t.arm = 'shadow'` : transaction`t.arm IN ('stable', 'candidate')`}
        AND ${whole(transaction, 't')} AND ${captured(transaction, 't')}
        AND t.started_at > clock_timestamp() - ${PICKED_WITHIN_MS} * interval '1 millisecond'
        AND ('x' || left(md5(${judge.name} || t.trace_id), 8))::bit(32)::bigint < ${judge.rate * 2 ** 32}::double precision
        AND NOT EXISTS (SELECT 1 FROM judgements j
          WHERE j.release_id = ${releaseId} AND j.judge = ${judge.name} AND j.span_id = t.span_id)
      ORDER BY t.started_at, t.span_id LIMIT ${room}
      ON CONFLICT DO NOTHING RETURNING span_id AS "spanId"`;
    return rows.map(({ spanId }) => spanId);
  });
}

type Fragment = ReturnType<Transaction>;

function whole(transaction: Transaction, alias: 't' | 's'): Fragment {
  const of = (column: string): Fragment => transaction`${transaction(`${alias}.${column}`)}`;
  return transaction`${of('counted')} AND ${of('status')} BETWEEN 200 AND 299 AND ${of('error_type')} IS NULL
    AND ${of('retries')} = 0 AND ${of('fallback_target')} IS NULL`;
}

function captured(transaction: Transaction, alias: 't' | 's'): Fragment {
  const of = (column: string): Fragment => transaction`${transaction(`${alias}.${column}`)}`;
  return transaction`EXISTS (SELECT 1 FROM trace_bodies b WHERE b.trace_id = ${of('trace_id')} AND b.span_id = ${of('span_id')})`;
}

async function giveUpAbandoned(transaction: Transaction, releaseId: string, judge: string): Promise<void> {
  await transaction`
    UPDATE judgements SET state = 'missing', why = 'nobody finished it', settled_at = clock_timestamp()
    WHERE release_id = ${releaseId} AND judge = ${judge} AND state = 'picked'
      AND picked_at < clock_timestamp() - ${ABANDONED_MS} * interval '1 millisecond'`;
}

/** An item that is still to be judged. */
export interface PickedItem {
  readonly call: ServedCall;
  readonly prompt: string;
  readonly answer: string;
  /** Stable's answer to the same prompt. */
  readonly other: string | null;
}

/** The item with its texts; `undefined` where it is settled, or its texts are gone (deleted, or past their time). */
export async function readPicked(
  database: Database,
  releaseId: string,
  judge: string,
  spanId: string,
): Promise<PickedItem | undefined> {
  const [item] = await database<PickedItem[]>`
    SELECT jsonb_build_object('traceId', t.trace_id, 'spanId', t.span_id, 'startedAtMs', 1000 * extract(epoch FROM t.started_at),
        'route', t.route, 'routeVersion', t.route_version, 'releaseId', t.release_id, 'arm', t.arm, 'weight', t.weight,
        'labels', t.labels, 'session', t.session, 'counted', t.counted) AS call,
      own.prompt, own.answer, other.answer AS other
    FROM judgements j
    JOIN traces t ON t.trace_id = j.trace_id AND t.span_id = j.span_id
    JOIN trace_bodies own ON own.trace_id = j.trace_id AND own.span_id = j.span_id
    LEFT JOIN trace_bodies other ON other.trace_id = j.trace_id AND other.span_id = j.other_span_id
    WHERE j.release_id = ${releaseId} AND j.judge = ${judge} AND j.span_id = ${spanId} AND j.state = 'picked'
      AND (j.other_span_id IS NULL OR other.span_id IS NOT NULL) LIMIT 1`;
  return item;
}

/** Sets an amount aside for a call. False where spending would go beyond the limit: then no more calls are made. */
export async function reserveSpending(
  database: Database,
  releaseId: string,
  judge: string,
  amountUsd: number,
  limitUsd: number,
): Promise<boolean> {
  const reserved = await database`
    UPDATE judge_spending SET reserved_usd = reserved_usd + ${amountUsd}
    WHERE release_id = ${releaseId} AND judge = ${judge} AND NOT exhausted
      AND spent_usd + reserved_usd + ${amountUsd} <= ${limitUsd} RETURNING judge`;
  if (reserved.length > 0) return true;
  // What others have set aside may come back; only what is spent decides that there is an end.
  await database`
    UPDATE judge_spending SET exhausted = true
    WHERE release_id = ${releaseId} AND judge = ${judge} AND spent_usd + ${amountUsd} > ${limitUsd}`;
  return false;
}

/** Turns what was set aside into what it cost. */
export async function bookSpending(
  database: Database,
  releaseId: string,
  judge: string,
  amount: { readonly reservedUsd: number; readonly spentUsd: number },
): Promise<void> {
  await database`
    UPDATE judge_spending SET reserved_usd = greatest(0, reserved_usd - ${amount.reservedUsd}), spent_usd = spent_usd + ${amount.spentUsd}
    WHERE release_id = ${releaseId} AND judge = ${judge}`;
}

/** Settles an item; false where it was settled before. */
export async function settleItem(
  transaction: Transaction | Database,
  releaseId: string,
  judge: string,
  spanId: string,
  outcome: {
    readonly state: 'judged' | 'missing';
    readonly verdict?: string;
    readonly why: string;
    readonly costUsd: number;
  },
): Promise<boolean> {
  const settled = await transaction`
    UPDATE judgements SET state = ${outcome.state}, verdict = ${outcome.verdict ?? null}, why = ${outcome.why},
      cost_usd = ${outcome.costUsd}, settled_at = clock_timestamp()
    WHERE release_id = ${releaseId} AND judge = ${judge} AND span_id = ${spanId} AND state = 'picked' RETURNING span_id`;
  return settled.length > 0;
}

/** How a judge of a release is doing. */
export interface JudgeTotals {
  readonly judge: string;
  readonly judged: number;
  readonly missing: number;
  readonly waiting: number;
  readonly spentUsd: number;
  /** Whether its spending has come to the limit. */
  readonly exhausted: boolean;
  /** Calls that people judged under its name too, by (judge, people). */
  readonly bothBad: number;
  readonly bothGood: number;
  readonly onlyJudgeBad: number;
  readonly onlyPeopleBad: number;
}

export async function judgeTotals(database: Database, releaseId: string): Promise<readonly JudgeTotals[]> {
  return database<JudgeTotals[]>`
    SELECT s.judge, s.spent_usd + s.reserved_usd AS "spentUsd", s.exhausted,
      count(j.span_id) FILTER (WHERE j.state = 'judged') AS judged,
      count(j.span_id) FILTER (WHERE j.state = 'missing') AS missing,
      count(j.span_id) FILTER (WHERE j.state = 'picked') AS waiting,
      count(f.bad) FILTER (WHERE j.verdict = 'fail' AND f.bad) AS "bothBad",
      count(f.bad) FILTER (WHERE j.verdict = 'pass' AND NOT f.bad) AS "bothGood",
      count(f.bad) FILTER (WHERE j.verdict = 'fail' AND NOT f.bad) AS "onlyJudgeBad",
      count(f.bad) FILTER (WHERE j.verdict = 'pass' AND f.bad) AS "onlyPeopleBad"
    FROM judge_spending s
    LEFT JOIN judgements j ON j.release_id = s.release_id AND j.judge = s.judge
    LEFT JOIN LATERAL (
      SELECT bool_or(f.bad) AS bad FROM feedback f
      WHERE f.trace_id = j.trace_id AND f.span_id = j.span_id AND f.name = j.judge
    ) f ON true
    WHERE s.release_id = ${releaseId} GROUP BY s.judge, s.spent_usd, s.reserved_usd, s.exhausted ORDER BY s.judge`;
}
