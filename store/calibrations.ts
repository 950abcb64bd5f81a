import type { CalibrationEvent } from '../core/decision/calibrated-rate.ts';
import type { Database } from './database.ts';

const MOST_EVENTS = 50_000;

/**
 * What a judge said of answers and what people said of the same ones, in its order: an answer of which people say both is
 * bad, and counts where it was first labelled.
 */
export async function readCalibration(
  database: Database,
  releaseId: string,
  judge: string,
): Promise<readonly CalibrationEvent[]> {
  return database<CalibrationEvent[]>`
    WITH judged AS (
      SELECT j.settled_at, j.arm, j.verdict = 'fail' AS judge_bad, j.trace_id, j.span_id FROM judgements j
      WHERE j.release_id = ${releaseId} AND j.judge = ${judge} AND j.state = 'judged' AND j.verdict IN ('pass', 'fail')
        AND j.arm IN ('stable', 'candidate')
    ), labelled AS (
      SELECT j.arm, j.judge_bad, j.span_id, bool_or(f.bad) AS person_bad, greatest(min(f.joined_at), j.settled_at) AS at
      FROM judged j JOIN feedback f ON f.trace_id = j.trace_id AND f.span_id = j.span_id
      WHERE f.name = ${judge} AND f.bad IS NOT NULL AND f.state = 'joined'
      GROUP BY j.arm, j.judge_bad, j.span_id, j.settled_at
    )
    SELECT kind, arm, judge_bad AS "judgeBad", person_bad AS "personBad" FROM (
      SELECT 'judged' AS kind, arm, judge_bad, NULL::boolean AS person_bad, settled_at AS at, span_id FROM judged
      UNION ALL SELECT 'labelled', arm, judge_bad, person_bad, at, span_id FROM labelled
    ) events ORDER BY at, span_id, kind LIMIT ${MOST_EVENTS}`;
}
