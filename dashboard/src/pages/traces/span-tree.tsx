import type { Schema } from '../../../../client/types.ts';
import type { Span } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { formatMs } from '../../format/amounts.ts';
import { ArmTag } from './arm-tag.tsx';
import { outcomeOf } from './call-words.ts';

interface SpanTreeProps {
  readonly tree: Schema<'TraceTree'>;
  readonly chosen: string | undefined;
  onChoose(spanId: string): void;
}

/** Calls in the order of the tree, each with its time as a bar. */
export function SpanTree({ tree, chosen, onChoose }: SpanTreeProps) {
  const startMs = Date.parse(tree.startedAt);
  const wholeMs = Math.max(1, Date.parse(tree.endedAt) - startMs);
  return (
    <section className="card span-tree" aria-labelledby="calls">
      <h2 id="calls">Calls</h2>
      <ol>
        {tree.spans.map((span) => (
          <li key={span.spanId}>
            <button
              type="button"
              className="span-row"
              aria-pressed={span.spanId === chosen}
              onClick={() => onChoose(span.spanId)}
            >
              <SpanName span={span} />
              <SpanBar span={span} startMs={startMs} wholeMs={wholeMs} />
              <span className="span-took">{formatMs(span.latencyMs)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

const DEEPEST = 6;

function SpanName({ span }: { readonly span: Span }) {
  const { word, tone, shape } = outcomeOf(span);
  return (
    <span className={`span-name depth-${Math.min(span.depth, DEEPEST)} tone-${tone}`}>
      <span className="span-mark">
        <Icon shape={shape} />
        <span className="visually-hidden">{word}:</span>
      </span>
      <span className="span-words">
        {span.step ?? span.route} <span className="quiet">{span.responseModel ?? span.requestModel}</span>
      </span>
      <ArmTag arm={span.arm} version={span.routeVersion} />
    </span>
  );
}

interface SpanBarProps {
  readonly span: Span;
  readonly startMs: number;
  readonly wholeMs: number;
}

function SpanBar({ span, startMs, wholeMs }: SpanBarProps) {
  const left = ((Date.parse(span.startedAt) - startMs) / wholeMs) * 100;
  const width = (span.latencyMs / wholeMs) * 100;
  const within = { left: `${Math.min(99, left)}%`, width: `${Math.max(0.6, Math.min(100 - left, width))}%` };
  const toFirst = span.ttftMs === null || span.latencyMs === 0 ? 0 : (span.ttftMs / span.latencyMs) * 100;
  return (
    <span className="span-line" aria-hidden="true">
      <span className={`span-bar span-bar-${span.arm}`} style={within}>
        {toFirst > 0 && <span className="span-first" style={{ width: `${Math.min(100, toFirst)}%` }} />}
      </span>
    </span>
  );
}
