import type { ReleaseEvent } from '../../api/types.ts';

/** When the release came to the stage and weight that it has now, in ms. */
export function stepSince(timeline: readonly ReleaseEvent[]): number | undefined {
  const newest = timeline.at(-1);
  if (newest === undefined) return undefined;
  const before = timeline.findLastIndex(({ stage, weight }) => stage !== newest.stage || weight !== newest.weight);
  return Date.parse(timeline[before + 1]?.at ?? newest.at);
}
