import { Empty } from '../../components/empty.tsx';
import { More } from '../../components/more.tsx';
import { Notice } from '../../components/notice.tsx';
import { useTitle } from '../../components/title.ts';
import { usePages } from '../../live/pages.ts';
import { useQuery } from '../../router.ts';
import { isAsked, queryOf } from './filters.ts';
import { TraceFilters } from './trace-filters.tsx';
import { TraceTable } from './trace-table.tsx';

const EVERY_MS = 3_000;

/** Calls as they were recorded, newest first. What is searched for stands in the address, so that it can be passed on. */
export function TracesPage() {
  useTitle('Traces');
  const asked = useQuery();
  const pages = usePages('listTraces', { ...queryOf(asked), limit: 50 }, EVERY_MS);
  return (
    <>
      <h1>Traces</h1>
      <TraceFilters key={JSON.stringify(asked)} asked={asked} />
      {pages.error && <Notice tone="bad">{pages.error.message}</Notice>}
      {pages.items === undefined ? (
        pages.error === undefined && <p className="quiet">Loading…</p>
      ) : pages.items.length === 0 ? (
        <Empty what={isAsked(asked) ? 'No call matches.' : 'No call was recorded yet.'}>
          {isAsked(asked)
            ? 'Take something out of the search: all of it must hold.'
            : 'They appear here as apps call a route through the gateway.'}
        </Empty>
      ) : (
        <>
          <TraceTable traces={pages.items} />
          <More pages={pages} what="calls" />
        </>
      )}
    </>
  );
}
