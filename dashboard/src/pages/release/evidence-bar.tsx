import { evidenceShare } from '../../evidence/scale.ts';
import { formatEvidence } from '../../format/numbers.ts';

interface EvidenceBarProps {
  readonly kind: 'against' | 'for';
  readonly eValue: number;
  readonly threshold: number;
}

const WORDS = {
  against: { name: 'Evidence of harm', effect: 'to roll back' },
  for: { name: 'Evidence of safety', effect: 'to promote' },
} as const;

/** How far an e-value has come on its way to the threshold, on a log scale from 1 (no evidence). */
export function EvidenceBar({ kind, eValue, threshold }: EvidenceBarProps) {
  const { name, effect } = WORDS[kind];
  const share = evidenceShare(eValue, threshold);
  return (
    <div className={`evidence-bar evidence-${kind}`}>
      <p className="evidence-words">
        <span>{name}</span>
        <span>
          <strong>{formatEvidence(eValue)}</strong>{' '}
          <span className="quiet">
            of {formatEvidence(threshold)} {effect}
          </span>
        </span>
      </p>
      <div className="evidence-track" aria-hidden="true">
        <div className={`evidence-fill ${share >= 1 ? 'evidence-full' : ''}`} style={{ width: `${share * 100}%` }} />
        {decades(threshold).map((place) => (
          <span key={place} className="evidence-tick" style={{ left: `${place * 100}%` }} />
        ))}
      </div>
    </div>
  );
}

/** Where 10, 100, … lie on the bar. */
function decades(threshold: number): readonly number[] {
  const count = Math.max(0, Math.ceil(Math.log10(threshold)) - 1);
  return Array.from({ length: Math.min(count, 6) }, (_, index) => evidenceShare(10 ** (index + 1), threshold));
}
