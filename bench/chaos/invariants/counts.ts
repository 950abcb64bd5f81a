import type { Struck } from '../strike.ts';
import type { Answer, ClientCall } from '../traffic.ts';
import type { Finding, Seen } from './seen.ts';

/** What a replica holds before it is written: half a second's calls, and the time to write them. */
const BUFFER_MS = 2_000;
const BATCH = 1_000;

/**
 * Each answer that a client got is in the store once; missing are only those that a killed replica had not written yet
 * (docs/resilience.md). The statistics that releases are judged by count what the traces count.
 */
export async function checkCounts({ stack: { database }, calls, struck }: Seen): Promise<Finding> {
  const answered = calls.filter((call): call is ClientCall & { answer: Answer } => call.answer.kind === 'answer');
  const stored = new Map<string, number>();
  for (let from = 0; from < answered.length; from += BATCH) {
    const ids = answered.slice(from, from + BATCH).map(({ answer }) => answer.requestId);
    const rows = await database<{ id: string; arm: string; count: number }[]>`
      SELECT request_id AS id, arm, count(*) AS count FROM traces
      WHERE request_id = ANY(${ids}) AND arm <> 'shadow' GROUP BY request_id, arm`;
    for (const { id, arm, count } of rows) stored.set(`${id} ${arm}`, count);
  }
  const keyOf = ({ requestId, arm }: Answer): string => `${requestId} ${arm}`;
  const missing = answered.filter(({ answer }) => !stored.has(keyOf(answer)));
  const unexplained = missing.filter((call) => !mayBeLost(call, struck));
  const twice = [...stored].filter(([, count]) => count > 1);
  return {
    name: 'the store counts what clients counted',
    looked: `${answered.length} answers, ${missing.length} lost with a killed replica`,
    violations: [
      ...unexplained.map(
        ({ route, endedAtMs, answer }) => `${route}: ${keyOf(answer)} of ${iso(endedAtMs)} is missing`,
      ),
      ...twice.map(([key, count]) => `${key} is there ${count} times`),
      ...(await differingStatistics(database)),
    ],
  };
}

/** Whether it was answered just before a replica was killed, or while the replica that was killed could not write. */
function mayBeLost({ endedAtMs }: ClientCall, struck: readonly Struck[]): boolean {
  return struck.some(({ fault, fromMs }) => {
    if (fault.kind !== 'kill' || !fault.target.startsWith('gateway')) return false;
    return endedAtMs <= fromMs + BUFFER_MS && endedAtMs >= unwrittenSince(fromMs, struck) - BUFFER_MS;
  });
}

/** Since when a replica that is killed then may not have been able to write: the start of what kept it from it. */
function unwrittenSince(killedAtMs: number, struck: readonly Struck[]): number {
  const hindering = struck.filter(
    ({ fault, fromMs, wholeAtMs = Infinity }) =>
      (fault.target === 'postgres' || fault.target === 'tidegate-gateway' || fault.target.startsWith('gateway')) &&
      fromMs < killedAtMs &&
      wholeAtMs > killedAtMs,
  );
  return Math.min(killedAtMs, ...hindering.map(({ fromMs }) => fromMs));
}

async function differingStatistics(database: Seen['stack']['database']): Promise<readonly string[]> {
  const rows = await database<{ release: string; arm: string; judged: number | null; traced: number | null }[]>`
    WITH judged AS (
      SELECT release_id, look->>'arm' AS arm, sum((look->'statistics'->>'requests')::bigint)::bigint AS calls
      FROM outcome_statistics, jsonb_array_elements(arms) look WHERE look->>'cohort' = 'all' GROUP BY 1, 2
    ), traced AS (
      SELECT release_id, arm, count(*) AS calls FROM traces WHERE release_id IS NOT NULL AND counted GROUP BY 1, 2
    )
    SELECT release_id AS release, arm, judged.calls AS judged, traced.calls AS traced
    FROM judged FULL JOIN traced USING (release_id, arm)
    WHERE coalesce(judged.calls, 0) <> coalesce(traced.calls, 0)`;
  return rows.map(
    ({ release, arm, judged, traced }) =>
      `${release}: the statistics of ${arm} count ${judged ?? 0} calls, the traces ${traced ?? 0}`,
  );
}

const iso = (atMs: number): string => new Date(atMs).toISOString();
