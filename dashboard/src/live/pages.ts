import { useEffect, useState } from 'react';
import { ApiFailure } from '../../../client/failure.ts';
import type { Answer, Input } from '../../../client/types.ts';
import { useSession } from '../session/session.ts';
import { usePolled } from './polled.ts';

/** Lists that come in pages, newest first. */
type PagedId = 'listTraces' | 'listAudit';
type ItemOf<Id extends PagedId> = Answer<Id>['items'][number];

export interface Pages<Item> {
  readonly items: readonly Item[] | undefined;
  readonly error: ApiFailure | undefined;
  /** Whether there is more than is shown. */
  readonly more: boolean;
  /** Whether older pages are shown too: then the newest page stands still, so that nothing is left out between them. */
  readonly standing: boolean;
  readonly busy: boolean;
  loadMore(): void;
  /** Back to the newest page, kept up to date. */
  restart(): void;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** The newest page of a list, kept up to date, and older ones on request. */
export function usePages<Id extends PagedId>(id: Id, query: Input<Id>['query'], everyMs: number): Pages<ItemOf<Id>> {
  const { client } = useSession();
  const [older, setOlder] = useState<{ items: readonly ItemOf<Id>[]; cursor: string | null }>();
  const [error, setError] = useState<ApiFailure>();
  const [busy, setBusy] = useState(false);
  const newest = usePolled(id, { query } as Input<Id>, everyMs, { paused: older !== undefined || busy });
  const page = newest.body as Page<ItemOf<Id>> | undefined;
  const asked = JSON.stringify(query);
  useEffect(() => {
    setOlder(undefined);
    setError(undefined);
  }, [asked]);

  const cursor = older === undefined ? (page?.nextCursor ?? null) : older.cursor;
  async function load(): Promise<void> {
    setBusy(true);
    try {
      const next = (await client.call(id, ...([{ query: { ...query, cursor } }] as never))) as Page<ItemOf<Id>>;
      setOlder((before) => ({ items: [...(before?.items ?? []), ...next.items], cursor: next.nextCursor }));
      setError(undefined);
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      setError(failure);
    }
    setBusy(false);
  }
  const first = page?.items;
  return {
    items: first === undefined ? undefined : [...first, ...(older?.items ?? [])],
    error: error ?? newest.error,
    more: cursor !== null,
    standing: older !== undefined,
    busy,
    loadMore: () => void load(),
    restart: () => setOlder(undefined),
  };
}
