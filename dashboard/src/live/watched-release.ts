import type { ApiFailure } from '../../../client/failure.ts';
import type { Observation, Release, ReleaseEvent, ReleaseSummary } from '../api/types.ts';

/** A release as the page knows it: the answer of the API, and the looks that came since. */
export interface WatchedRelease {
  readonly release: Release | undefined;
  /** Oldest first. */
  readonly observations: readonly Observation[];
  /** The newest one that the stream brought. */
  readonly newest: Observation | undefined;
  readonly connection: 'connecting' | 'live' | 'lost' | 'over';
  readonly error: ApiFailure | undefined;
}

export const NOT_YET_WATCHED: WatchedRelease = {
  release: undefined,
  observations: [],
  newest: undefined,
  connection: 'connecting',
  error: undefined,
};

/** What can happen to a watched release, from the stream or from a call. */
export type WatchEvent =
  | { readonly kind: 'loaded'; readonly release: Release }
  | { readonly kind: 'history'; readonly observations: readonly Observation[] }
  | { readonly kind: 'observed'; readonly observation: Observation }
  | { readonly kind: 'entry'; readonly entry: ReleaseEvent }
  | { readonly kind: 'summary'; readonly summary: ReleaseSummary }
  | { readonly kind: 'connection'; readonly connection: WatchedRelease['connection'] }
  | { readonly kind: 'failed'; readonly error: ApiFailure };

const MOST_OBSERVATIONS = 600;

export function watchReducer(watched: WatchedRelease, event: WatchEvent): WatchedRelease {
  const { release } = watched;
  switch (event.kind) {
    case 'loaded':
      return { ...watched, release: withNewest(event.release, watched.newest), error: undefined };
    case 'history':
      return { ...watched, observations: merge(event.observations, watched.observations) };
    case 'observed': {
      const { observation } = event;
      const observations = merge(watched.observations, [observation]);
      return { ...watched, observations, newest: observation, release: release && withNewest(release, observation) };
    }
    case 'entry':
      return { ...watched, release: release && { ...release, timeline: withEntry(release.timeline, event.entry) } };
    case 'summary':
      return { ...watched, release: release && { ...release, ...event.summary } };
    case 'connection':
      return { ...watched, connection: event.connection };
    case 'failed':
      return { ...watched, error: event.error };
  }
}

/** An answer that was under way while the stream brought a look knows nothing of it. */
function withNewest(release: Release, newest: Observation | undefined): Release {
  if (newest === undefined || release.ending !== null) return release;
  return { ...release, verdict: newest.verdict, evidence: [...newest.gates] };
}

function withEntry(timeline: readonly ReleaseEvent[], entry: ReleaseEvent): ReleaseEvent[] {
  return [...timeline.filter(({ sequence }) => sequence !== entry.sequence), entry].toSorted(
    (one, other) => one.sequence - other.sequence,
  );
}

/** Both, each look once, oldest first; beyond the most that is kept, every second one of the older half goes. */
function merge(one: readonly Observation[], other: readonly Observation[]): readonly Observation[] {
  const byTime = new Map([...one, ...other].map((observation) => [observation.at, observation]));
  const sorted = [...byTime.values()].toSorted((left, right) => left.at.localeCompare(right.at));
  if (sorted.length <= MOST_OBSERVATIONS) return sorted;
  const half = Math.floor(sorted.length / 2);
  return sorted.filter((_, index) => index >= half || index % 2 === 0);
}
