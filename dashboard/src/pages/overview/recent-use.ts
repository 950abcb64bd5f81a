import type { CostItem } from '../../api/types.ts';
import { useNow } from '../../live/now.ts';
import { usePolled } from '../../live/polled.ts';

/** What each route was called of late, and how much of it failed. */
export type RecentUse = ReadonlyMap<string, CostItem>;

const EVERY_MS = 5_000;
const HOUR_MS = 3_600_000;

/** Sums are kept by hour, so this is the present hour and the one before. */
export function useRecentUse(): RecentUse {
  const hour = Math.floor(useNow() / HOUR_MS);
  const from = new Date((hour - 1) * HOUR_MS).toISOString();
  const { body } = usePolled('getCost', { query: { by: 'route', from } }, EVERY_MS);
  return new Map((body?.items ?? []).flatMap((item) => (item.route === null ? [] : [[item.route, item] as const])));
}
