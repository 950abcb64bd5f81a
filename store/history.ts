import type { ArmLook, CohortPairs } from '../core/decision/look.ts';
import type { Queryable } from './database.ts';

/** What replicas flushed of a release within one second: what a look at that time brought. */
export interface StoredLook {
  readonly at: Date;
  readonly arms: readonly ArmLook[];
  readonly pairs: readonly CohortPairs[];
}

/** The stored looks of a release in their order, second by second, after a moment. */
export async function listLooks(
  database: Queryable,
  releaseId: string,
  { after, limit }: { readonly after: Date | undefined; readonly limit: number },
): Promise<readonly StoredLook[]> {
  const rows = await database<{ at: Date; arms: ArmLook[][]; pairs: CohortPairs[][] }[]>`
    SELECT date_trunc('second', at) AS at,
      jsonb_agg(arms ORDER BY replica, sequence) AS arms, jsonb_agg(pairs ORDER BY replica, sequence) AS pairs
    FROM outcome_statistics
    WHERE release_id = ${releaseId}
      ${after === undefined ? database`` : database`AND at >= ${after}::timestamptz + interval '1 second'`}
    GROUP BY 1 ORDER BY 1 LIMIT ${limit}`;
  return rows.map(({ at, arms, pairs }) => ({ at, arms: arms.flat(), pairs: pairs.flat() }));
}
