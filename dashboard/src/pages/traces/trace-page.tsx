import { useState } from 'react';
import type { Schema } from '../../../../client/types.ts';
import { Figure } from '../../components/figure.tsx';
import { Link } from '../../components/link.tsx';
import { Clock } from '../../components/moment.tsx';
import { Notice } from '../../components/notice.tsx';
import { useTitle } from '../../components/title.ts';
import { formatMs, formatUsd, formatWhole } from '../../format/amounts.ts';
import { usePolled } from '../../live/polled.ts';
import { TRACES_PATH } from '../../router.ts';
import { Bodies } from './bodies.tsx';
import { SpanDetails } from './span-details.tsx';
import { SpanTree } from './span-tree.tsx';

/** Calls of one trace may come for as long as its task goes on. */
const EVERY_MS = 5_000;

/** All calls of one trace: as a tree over time, one of them in full, and what was said where it was captured. */
export function TracePage({ id }: { readonly id: string }) {
  useTitle(`Trace ${id.slice(0, 8)}`);
  const { body: tree, error } = usePolled('getTrace', { params: { traceId: id } }, EVERY_MS);
  return (
    <>
      <p className="crumbs">
        <Link to={TRACES_PATH}>Traces</Link>
        <span aria-hidden="true"> / </span>
        {id}
      </p>
      {error && <Notice tone="bad">{error.message}</Notice>}
      {tree === undefined ? error === undefined && <p className="quiet">Loading…</p> : <Loaded tree={tree} />}
    </>
  );
}

function Loaded({ tree }: { readonly tree: Schema<'TraceTree'> }) {
  const [chosen, setChosen] = useState(tree.spans[0]?.spanId);
  const span = tree.spans.find(({ spanId }) => spanId === chosen) ?? tree.spans[0];
  const tookMs = Date.parse(tree.endedAt) - Date.parse(tree.startedAt);
  return (
    <>
      <h1 className="trace-title">
        Trace <code>{tree.traceId}</code>
      </h1>
      <dl className="card figures">
        <Figure name="Began">
          <Clock at={tree.startedAt} />
        </Figure>
        <Figure name="Took">{formatMs(tookMs)}</Figure>
        <Figure name="Calls of the app">{formatWhole(tree.calls)}</Figure>
        <Figure name="Cost">{formatUsd(tree.costUsd)}</Figure>
      </dl>
      <SpanTree tree={tree} chosen={span?.spanId} onChoose={setChosen} />
      {span && <SpanDetails span={span} />}
      {span && <Bodies traceId={tree.traceId} spans={tree.spans} chosen={span} />}
    </>
  );
}
