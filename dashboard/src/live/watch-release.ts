import { useEffect, useReducer } from 'react';
import { ApiFailure } from '../../../client/failure.ts';
import type { ApiClient } from '../../../client/client.ts';
import { followEvents, type StreamEvent } from '../api/event-stream.ts';
import type { Observation, ReleaseEvent, ReleaseSummary } from '../api/types.ts';
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
  const params = { releaseId: id };
  const source = {};
  const stopped = new AbortController();
  const { signal } = stopped;
  let missed = false;

  /** Asks, and again a little later where nothing but time is missing. */
  const reading = (ask: () => Promise<WatchEvent>): (() => void) => {
    const read = coalesced(async () => {
      try {
        onEvent(await ask());
      } catch (error) {
        if (signal.aborted) return;
        tell(error);
        if (error instanceof ApiFailure && error.isPassing) setTimeout(() => !signal.aborted && read(), RETRY_MS);
      }
    });
    return read;
  };
  const load = reading(async () => {
    return { kind: 'loaded', release: await client.call('getRelease', { params }, { signal }) };
  });
  const loadHistory = reading(async () => {
    const query = { limit: HISTORY_LIMIT };
    const { items } = await client.call('listObservations', { params, query }, { signal });
    return { kind: 'history', observations: items };
  });

  function tell(error: unknown): void {
    if (!(error instanceof ApiFailure)) throw error;
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
  const close = followEvents(client, id, {
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
