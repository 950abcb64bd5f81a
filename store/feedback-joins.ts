import { attribute, type Attribution, type ServedCall } from '../core/evaluation/attribution.ts';
import { lateStatistics, type LateTrial } from '../core/evaluation/late-evidence.ts';
import { type Database, json, type Transaction } from './database.ts';
import { beginLateBatch, writeLateStatistics } from './late-statistics.ts';

const MOST_AT_ONCE = 500;
const MOST_CALLS = 200;
/** A call's trace comes within seconds, after an outage of the store within minutes; then it is not looked for any more. */
const MOST_TRIES = 13;
const LONGEST_PAUSE_S = 600;

/**
 * Lays waiting feedback to the calls that it is about and counts it, all in one transaction: each is evidence once, whoever
 * calls this and however often. Returns how many found their call.
 */
export async function joinFeedback(database: Database): Promise<number> {
  const [due] =
    await database`SELECT 1 FROM feedback WHERE state = 'waiting' AND next_try_at <= clock_timestamp() LIMIT 1`;
  if (due === undefined) return 0;
  return database.begin(async (transaction) => {
    await beginLateBatch(transaction, 'feedback');
    const waiting = await dueFeedback(transaction);
    const found = waiting.map((feedback) => ({ feedback, attribution: attribute(feedback.calls ?? []) }));
    const trials = found.flatMap(trialOf);
    const cohortBy = await cohortLabels(transaction, trials);
    await writeLateStatistics(transaction, 'feedback', lateStatistics(trials, cohortBy));
    await settle(transaction, found);
    return found.filter(({ attribution }) => attribution.kind === 'call').length;
  });
}

interface Waiting {
  readonly id: number;
  readonly tries: number;
  readonly metric: string | null;
  readonly bad: boolean | null;
  readonly calls: readonly ServedCall[] | null;
}

interface Found {
  readonly feedback: Waiting;
  readonly attribution: Attribution;
}

/** With the calls that each may be about: of its own tenant and routes, and not younger than itself. */
function dueFeedback(transaction: Transaction): Promise<readonly Waiting[]> {
  return transaction<Waiting[]>`
    WITH due AS (
      SELECT * FROM feedback WHERE state = 'waiting' AND next_try_at <= clock_timestamp()
      ORDER BY next_try_at LIMIT ${MOST_AT_ONCE} FOR UPDATE SKIP LOCKED
    )
    SELECT due.id, due.tries, due.metric, due.bad, found.calls
    FROM due CROSS JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('traceId', c.trace_id, 'spanId', c.span_id,
          'startedAtMs', 1000 * extract(epoch FROM c.started_at), 'route', c.route, 'routeVersion', c.route_version,
          'releaseId', c.release_id, 'arm', c.arm, 'weight', c.weight, 'labels', c.labels, 'session', c.session,
          'counted', c.counted)) AS calls
      FROM (
        (SELECT * FROM traces t WHERE due.subject_kind = 'trace' AND t.trace_id = due.subject
          ORDER BY t.started_at DESC LIMIT ${MOST_CALLS})
        UNION ALL
        (SELECT * FROM traces t WHERE due.subject_kind = 'response' AND t.response_id = due.subject
          ORDER BY t.started_at DESC LIMIT ${MOST_CALLS})
        UNION ALL
        (SELECT * FROM traces t WHERE due.subject_kind = 'session' AND t.session = due.subject
          ORDER BY t.started_at DESC LIMIT ${MOST_CALLS})
      ) c
      WHERE c.started_at <= due.given_at
        AND (due.any_tenant OR c.labels->>'tenant' IS NOT DISTINCT FROM due.tenant)
        AND (due.routes IS NULL OR c.route = ANY (due.routes))
    ) found`;
}

function trialOf({ feedback: { metric, bad }, attribution }: Found): LateTrial[] {
  if (attribution.kind !== 'call' || !attribution.isEvidence || metric === null || bad === null) return [];
  return [{ call: attribution.call, signal: { metric, bad } }];
}

/** By release: the labels whose values its gates are judged by. */
async function cohortLabels(
  transaction: Transaction,
  trials: readonly LateTrial[],
): Promise<(releaseId: string) => readonly string[]> {
  const releases = [...new Set(trials.flatMap(({ call }) => (call.releaseId === null ? [] : [call.releaseId])))];
  if (releases.length === 0) return () => [];
  const rows = await transaction<{ id: string; labels: string[] }[]>`
    SELECT r.id, array_agg(DISTINCT gate->>'cohortBy') AS labels
    FROM releases r CROSS JOIN LATERAL jsonb_array_elements(r.spec->'gates') gate
    WHERE r.id = ANY (${releases}) AND gate ? 'cohortBy' GROUP BY r.id`;
  const byRelease = new Map(rows.map(({ id, labels }) => [id, labels]));
  return (releaseId) => byRelease.get(releaseId) ?? [];
}

async function settle(transaction: Transaction, found: readonly Found[]): Promise<void> {
  const rows = found.map(({ feedback, attribution }) => {
    if (attribution.kind === 'unknown')
      return { id: feedback.id, state: feedback.tries >= MOST_TRIES ? 'unmatched' : 'waiting' };
    const { call, isEvidence, why } = attribution;
    const isOpinion = feedback.metric === null;
    return {
      id: feedback.id,
      state: 'joined',
      counted: isEvidence && !isOpinion,
      why: why ?? (isOpinion ? 'no metric is made of it' : null),
      call,
    };
  });
  await transaction`
    UPDATE feedback f SET state = r.value->>'state', tries = f.tries + 1,
      next_try_at = clock_timestamp() + least(${LONGEST_PAUSE_S}, power(2, f.tries)) * interval '1 second',
      counted = coalesce((r.value->>'counted')::boolean, false), why = r.value->>'why',
      joined_at = CASE r.value->>'state' WHEN 'joined' THEN clock_timestamp() END,
      trace_id = r.value->'call'->>'traceId', span_id = r.value->'call'->>'spanId', session = r.value->'call'->>'session',
      route = r.value->'call'->>'route', route_version = (r.value->'call'->>'routeVersion')::integer,
      release_id = r.value->'call'->>'releaseId', arm = r.value->'call'->>'arm', labels = r.value->'call'->'labels'
    FROM jsonb_array_elements(${json(transaction, rows)}) r WHERE f.id = (r.value->>'id')::bigint`;
}
