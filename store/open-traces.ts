import type { ArmLook } from '../core/decision/look.ts';
import type { TraceTally } from '../core/llm/flush.ts';
import { StatisticsTally } from '../core/llm/tally.ts';
import { type Database, json, type Transaction } from './database.ts';

/**
 * A trace ends when nothing has come of it for this long: the default time limit of one call, so that a call that is
 * still running keeps its trace open.
 */
const TRACE_SILENCE_MS = 120_000;
/** The writer of per-trace statistics, beside the replicas. */
const WRITER = '~traces';
const MOST_AT_ONCE = 5_000;

/**
 * Adds a replica's calls to their traces. In one order everywhere, so that two replicas that serve the same traces can not
 * wait for each other in a circle.
 */
export async function addToOpenTraces(transaction: Transaction, tallies: readonly TraceTally[]): Promise<void> {
  if (tallies.length === 0) return;
  await transaction`
    INSERT INTO open_traces AS known (release_id, trace_id, arm, weight, cohorts, calls, costed, cost_usd, straddles)
    SELECT "releaseId", "traceId", arm, weight, cohorts, calls, costed, "costUsd", straddles
    FROM jsonb_to_recordset(${json(transaction, tallies)}) AS tally("releaseId" text, "traceId" text, arm text,
      weight double precision, cohorts text[], calls integer, costed integer, "costUsd" double precision, straddles boolean)
    ORDER BY "releaseId", "traceId"
    ON CONFLICT (release_id, trace_id) DO UPDATE SET calls = known.calls + excluded.calls,
      costed = known.costed + excluded.costed, cost_usd = known.cost_usd + excluded.cost_usd,
      straddles = known.straddles OR excluded.straddles OR known.arm <> excluded.arm OR known.weight <> excluded.weight,
      last_at = clock_timestamp()`;
}

/**
 * Ends the traces that have been silent for so long and makes them evidence: taken out and written as statistics in one
 * transaction, under a sequence number whose row all who do this queue for, so each trace counts once, whoever crashes.
 * Returns how many it ended; call it again while that is many.
 */
export async function closeSilentTraces(database: Database, silenceMs = TRACE_SILENCE_MS): Promise<number> {
  const [silent] = await database`
    SELECT FROM open_traces WHERE last_at < clock_timestamp() - ${silenceMs} * interval '1 millisecond' LIMIT 1`;
  if (silent === undefined) return 0;
  return database.begin(async (transaction) => {
    const [turn] = await transaction<{ sequence: number }[]>`
      INSERT INTO flush_cursors (replica, sequence) VALUES (${WRITER}, 1)
      ON CONFLICT (replica) DO UPDATE SET sequence = flush_cursors.sequence + 1 RETURNING sequence`;
    const ended = await transaction<EndedTrace[]>`
      DELETE FROM open_traces WHERE (release_id, trace_id) IN (
        SELECT release_id, trace_id FROM open_traces
        WHERE last_at < clock_timestamp() - ${silenceMs} * interval '1 millisecond'
        ORDER BY release_id, trace_id LIMIT ${MOST_AT_ONCE} FOR UPDATE SKIP LOCKED)
      RETURNING release_id AS "releaseId", arm, weight, cohorts, calls, costed, cost_usd AS "costUsd", straddles`;
    for (const [releaseId, arms] of looksOf(ended)) {
      await transaction`
        INSERT INTO outcome_statistics (release_id, replica, sequence, arms, pairs)
        VALUES (${releaseId}, ${WRITER}, ${turn?.sequence ?? 0}, ${json(transaction, arms)}, '[]')`;
    }
    return ended.length;
  });
}

type EndedTrace = Omit<TraceTally, 'traceId'>;

/**
 * By release: calls and cost of each whole trace. A trace that straddles arms or weights is no trace of either: leaving
 * it out for both arms alike leaves, on both, those that began after the weight last changed. A trace of which one
 * call's cost is not known has no cost.
 */
function looksOf(traces: readonly EndedTrace[]): Map<string, ArmLook[]> {
  const byKey = new Map<string, { releaseId: string; look: Omit<ArmLook, 'statistics'>; tally: StatisticsTally }>();
  for (const { releaseId, arm, weight, cohorts, calls, costed, costUsd, straddles } of traces) {
    if (straddles) continue;
    for (const cohort of cohorts) {
      const key = `${releaseId} ${arm} ${weight} ${cohort}`;
      const entry = byKey.get(key) ?? { releaseId, look: { arm, cohort, weight }, tally: new StatisticsTally() };
      byKey.set(key, entry);
      entry.tally.addValue('calls_per_trace', calls);
      if (costed === calls) entry.tally.addValue('cost_usd_per_trace', costUsd);
    }
  }
  const byRelease = new Map<string, ArmLook[]>();
  for (const { releaseId, look, tally } of byKey.values()) {
    const looks = byRelease.get(releaseId) ?? [];
    byRelease.set(releaseId, looks);
    looks.push({ ...look, statistics: tally.statistics() });
  }
  return byRelease;
}
