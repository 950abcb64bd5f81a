import { parseDuration } from '../core/duration.ts';
import { TidegateError } from '../core/errors.ts';
import type { Batch } from '../simulator/backtest.ts';
import type { ApiClient } from '../client/client.ts';
import { collect } from './collect.ts';

const PAGE = 1_000;

/** The ids of a route's stored releases since a duration ago (`30d`), oldest first. */
export async function releasesSince(api: ApiClient, route: string, since: string): Promise<readonly string[]> {
  const sinceMs = parseDuration(since);
  if (sinceMs === undefined) {
    throw new TidegateError('invalid_input', `--since ${since} is no duration: write 24h or 30d`);
  }
  const items = await collect((cursor) => api.call('listReleases', { query: { route, limit: 200, cursor } }));
  const from = Date.now() - sinceMs;
  const recent = items.filter((release) => Date.parse(release.requestedAt) >= from);
  if (recent.length === 0) {
    const message = `${route} has had no release in the last ${since}, so there is nothing to replay: give a longer --since`;
    throw new TidegateError('not_found', message);
  }
  return recent.map((release) => release.id).toReversed();
}

/** The stored outcomes of a release, second by second, as a backtest reads them. */
export async function* storedBatches(api: ApiClient, releaseId: string): AsyncGenerator<Batch> {
  let cursor: string | undefined;
  do {
    const page = await api.call('listLooks', { params: { releaseId }, query: { limit: PAGE, cursor } });
    for (const { atSeconds, stage, weight, arms, pairs } of page.items) {
      const place = stage === 'rollback' ? {} : { stage };
      yield { run: releaseId, atSeconds, weight, arms, pairs, ...place };
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
