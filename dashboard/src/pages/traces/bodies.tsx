import { useState } from 'react';
import { ApiFailure } from '../../../../client/failure.ts';
import type { Span, TraceBody } from '../../api/types.ts';
import { Comparison } from '../../compare/comparison.tsx';
import { readAnswer, readPrompt } from '../../compare/read-body.ts';
import { Empty } from '../../components/empty.tsx';
import { Notice } from '../../components/notice.tsx';
import { counted } from '../../../../core/decision/amounts.ts';
import { useMay, useSession } from '../../session/session.ts';
import { comparedWith } from './pair.ts';

interface BodiesProps {
  readonly traceId: string;
  readonly spans: readonly Span[];
  readonly chosen: Span;
}

/** What was said, where it was captured. It is read on request only: each reading stands in the audit record. */
export function Bodies({ traceId, spans, chosen }: BodiesProps) {
  const { client } = useSession();
  const { allowed, why } = useMay('read_bodies');
  const [bodies, setBodies] = useState<readonly TraceBody[]>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function read(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      setBodies((await client.call('readTraceBodies', { params: { traceId } })).items);
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      setError(failure.message);
    }
    setBusy(false);
  }

  return (
    <section className="card bodies" aria-labelledby="said">
      <h2 id="said">What was said</h2>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {bodies === undefined ? (
        <p className="ask-bodies">
          <button type="button" className="button" disabled={!allowed || busy} onClick={() => void read()}>
            {busy ? 'Reading…' : 'Read prompts and answers'}
          </button>
          <span className="quiet small">
            {why ?? 'Redacted before they were stored. That you read them goes into the audit record.'}
          </span>
        </p>
      ) : bodies.length === 0 ? (
        <Empty what="Nothing of this trace was captured.">The capture policy of its route decides what is kept.</Empty>
      ) : (
        <Said bodies={bodies} spans={spans} chosen={chosen} />
      )}
    </section>
  );
}

function Said({
  bodies,
  spans,
  chosen,
}: Pick<BodiesProps, 'spans' | 'chosen'> & { readonly bodies: readonly TraceBody[] }) {
  const bodyOf = (span: Span | undefined) => bodies.find(({ spanId }) => spanId === span?.spanId);
  const body = bodyOf(chosen);
  const { stable, other } = comparedWith(chosen, spans);
  const [stableBody, otherBody] = [bodyOf(stable), bodyOf(other)];
  if (body === undefined) return <p className="quiet">Nothing of the chosen call was captured.</p>;
  return (
    <>
      <h3>Prompt</h3>
      <ol className="messages">
        {readPrompt(body.prompt).map(({ role, text }, index) => (
          <li key={index} className="message">
            <span className="message-role">{role}</span>
            <div className="body-text" tabIndex={0}>
              {text}
            </div>
          </li>
        ))}
      </ol>
      {stableBody !== undefined && otherBody !== undefined && other !== undefined ? (
        <>
          <h3>Answers, side by side</h3>
          <Comparison
            stable={readAnswer(stableBody.answer)}
            candidate={readAnswer(otherBody.answer)}
            candidateName={other.arm === 'shadow' ? 'Candidate, mirrored' : 'Candidate'}
          />
        </>
      ) : (
        <>
          <h3>Answer</h3>
          <div className="body-text" tabIndex={0}>
            {body.answer === '' ? <span className="quiet">Nothing was answered.</span> : readAnswer(body.answer)}
          </div>
        </>
      )}
      <BodyNote body={body} />
    </>
  );
}

function BodyNote({ body }: { readonly body: TraceBody }) {
  const notes = [
    ...(body.redactions > 0 ? [`${counted(body.redactions, 'place')} redacted before it was stored`] : []),
    ...(body.truncated ? ['cut to the length that is kept'] : []),
  ];
  return notes.length === 0 ? null : <p className="quiet small">{notes.join('; ')}.</p>;
}
