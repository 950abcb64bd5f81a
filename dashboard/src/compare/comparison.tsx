import { useMemo } from 'react';
import { differencesOf, type Run } from './differences.ts';

interface ComparisonProps {
  readonly stable: string;
  readonly candidate: string;
  readonly candidateName: string;
}

/** Two answers to one prompt beside each other, with what differs marked: by an underline or a line through, not by colour alone. */
export function Comparison({ stable, candidate, candidateName }: ComparisonProps) {
  const differences = useMemo(() => differencesOf(stable, candidate), [stable, candidate]);
  return (
    <div className="comparison">
      <p className="quiet small comparison-note" role="note">
        {differences.same
          ? 'Both answered the same, to the letter.'
          : differences.tooFar
            ? 'The two have too little in common to mark what differs.'
            : 'Underlined: in this answer only.'}
      </p>
      <Side name="Stable" runs={differences.stable} />
      <Side name={candidateName} runs={differences.candidate} />
    </div>
  );
}

function Side({ name, runs }: { readonly name: string; readonly runs: readonly Run[] }) {
  return (
    <section className="side" aria-label={`${name}’s answer`}>
      <h4>{name}</h4>
      {/* A region that scrolls has to be reachable by keyboard. */}
      <div className="body-text" tabIndex={0}>
        {runs.map(({ text, kind }, index) =>
          kind === 'same' ? (
            <span key={index}>{text}</span>
          ) : (
            <mark key={index} className={`run-${kind}`}>
              {text}
            </mark>
          ),
        )}
        {runs.every(({ text }) => text === '') && <span className="quiet">Nothing was answered.</span>}
      </div>
    </section>
  );
}
