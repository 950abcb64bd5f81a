import { useEffect, useReducer } from 'react';
import { ApiError } from '../api/api-error.ts';
import type { ApiClient } from '../api/client.ts';
import { followEvents, type StreamEvent } from '../api/event-stream.ts';
import type { Observation, Release, ReleaseEvent, ReleaseSummary } from '../api/types.ts';
import { useSession } from '../session/session.ts';
import { reportAway, reportBack } from './away.ts';
import { coalesced } from './coalesced.ts';
import { NOT_YET_WATCHED, type WatchedRelease, type WatchEvent, watchReducer } from './watched-release.ts';

/**
 * A release, live: read once, then kept up to date by its stream of server-sent events. While the tab is out of sight
 * there is no stream (browsers allow six connections to a host, and every tab would hold one).
 */
export function useWatchedRelease(id: string): WatchedRelease {
  const { client, signOut } = useSession();
  const [watched, dispatch] = useReducer(watchReducer, NOT_YET_WATCHED);
  useEffect(() => {
    const onEvent = (event: WatchEvent): void => {
      if (event.kind === 'failed' && event.error.kind === 'signed_out') signOut(event.error.message);
      else dispatch(event);
    };
    return watchWhileVisible(() => startWatch(client, id, onEvent));
  }, [client, id, signOut]);
  return watched;
}

function watchWhileVisible(start: () => () => void): () => void {
  let stop = document.hidden ? undefined : start();
  const onChange = (): void => {
    if (document.hidden) {
      stop?.();
      stop = undefined;
    } else {
      stop ??= start();
    }
  };
  document.addEventListener('visibilitychange', onChange);
  return () => {
    document.removeEventListener('visibilitychange', onChange);
    stop?.();
  };
}

const HISTORY_LIMIT = 200;
const RETRY_MS = 2_000;

function startWatch(client: ApiClient, id: string, onEvent: (event: WatchEvent) => void): () => void {
  const path = `/releases/${encodeURIComponent(id)}`;
  const source = {};
  const stopped = new AbortController();
  const { signal } = stopped;
  let missed = false;

  /** Reads a path, and again a little later where nothing but time is missing. */
  const reading = <Body>(from: string, eventOf: (body: Body) => WatchEvent): (() => void) => {
    const read = coalesced(async () => {
      try {
        const answer = await client.get<Body>(from, { signal });
        if (answer.changed) onEvent(eventOf(answer.body));
      } catch (error) {
        if (signal.aborted) return;
        tell(error);
        if (error instanceof ApiError && error.isPassing) setTimeout(() => !signal.aborted && read(), RETRY_MS);
      }
    });
    return read;
  };
  const load = reading<Release>(path, (release) => ({ kind: 'loaded', release }));
  const loadHistory = reading<{ items: Observation[] }>(`${path}/observations?limit=${HISTORY_LIMIT}`, ({ items }) => ({
    kind: 'history',
    observations: items,
  }));

  function tell(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === 'away') reportAway(source);
    else onEvent({ kind: 'failed', error });
  }

  function onStreamEvent({ name, data }: StreamEvent): void {
    switch (name) {
      case 'observation':
        return onEvent({ kind: 'observed', observation: data as Observation });
      case 'timeline':
        onEvent({ kind: 'entry', entry: data as ReleaseEvent });
        return load(); // Steps, approvals and acknowledgements follow from it.
      case 'release':
        return onEvent({ kind: 'summary', summary: data as ReleaseSummary });
      case 'end':
        onEvent({ kind: 'summary', summary: data as ReleaseSummary });
        onEvent({ kind: 'connection', connection: 'over' });
        load();
        close();
    }
  }

  load();
  loadHistory();
  const close = followEvents(client, `${path}/events`, {
    onOpen() {
      reportBack(source);
      onEvent({ kind: 'connection', connection: 'live' });
      if (!missed) return;
      missed = false;
      load();
      loadHistory();
    },
    onEvent: onStreamEvent,
    onLost(error) {
      missed = true;
      tell(error);
      onEvent({ kind: 'connection', connection: 'lost' });
    },
    onOver: () => onEvent({ kind: 'connection', connection: 'over' }),
  });
  return () => {
    stopped.abort();
    close();
    reportBack(source);
  };
}
