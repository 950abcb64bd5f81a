import type { GateReport } from '../../api/types.ts';
import type { MarginLine } from '../../evidence/margin.ts';
import { intervalScale } from '../../evidence/scale.ts';
import { formatDifference, formatEstimate } from '../../format/numbers.ts';

interface IntervalStripProps {
  readonly gate: GateReport;
  readonly line: MarginLine | undefined;
}

/** The difference of the arms with its confidence interval, drawn against the margin. */
export function IntervalStrip({ gate, line }: IntervalStripProps) {
  const { difference, metric } = gate;
  if (difference === undefined) {
    return (
      <div className="interval">
        <p className="interval-words quiet">No difference can be told yet.</p>
      </div>
    );
  }
  const { kind, estimate, low, high } = difference;
  const tell = (value: number): string => formatDifference(value, kind, metric);
  return (
    <div className="interval">
      <p className="interval-words">
        {kind === 'ratio' ? 'Ratio' : 'Difference'} <strong>{tell(estimate)}</strong>{' '}
        <span className="quiet">
          (<span className="whole">{tell(low)}</span> to <span className="whole">{tell(high)}</span>)
        </span>
      </p>
      {difference.sideBySide && (
        <p className="interval-words quiet">
          Side by side {formatEstimate(difference.sideBySide.candidate, metric)} against{' '}
          {formatEstimate(difference.sideBySide.stable, metric)}
        </p>
      )}
      <Strip difference={difference} line={line} />
      {line && (
        <p className="interval-margin">
          <span className="margin-key" aria-hidden="true" /> {line.from} {tell(line.at)}
        </p>
      )}
    </div>
  );
}

interface StripProps {
  readonly difference: NonNullable<GateReport['difference']>;
  readonly line: MarginLine | undefined;
}

function Strip({ difference, line }: StripProps) {
  const scale = intervalScale(difference, line);
  const at = (share: number): string => `${(share * 100).toFixed(2)}%`;
  const beyond = scale.line ?? 1;
  const [badFrom, badTo] = line?.worse === 'below' ? [0, beyond] : [beyond, 1];
  return (
    <svg className={`strip ${crossing(difference, line)}`} aria-hidden="true" focusable="false">
      <rect className="strip-bad" x={at(badFrom)} y="0" width={at(badTo - badFrom)} height="100%" />
      <line className="strip-axis" x1="0" x2="100%" y1="50%" y2="50%" />
      <line className="strip-same" x1={at(scale.same)} x2={at(scale.same)} y1="18%" y2="82%" />
      {scale.line !== undefined && (
        <line className="strip-margin" x1={at(scale.line)} x2={at(scale.line)} y1="0" y2="100%" />
      )}
      <line className="strip-interval" x1={at(scale.low)} x2={at(scale.high)} y1="50%" y2="50%" />
      {!scale.cutLow && <line className="strip-end" x1={at(scale.low)} x2={at(scale.low)} y1="32%" y2="68%" />}
      {!scale.cutHigh && <line className="strip-end" x1={at(scale.high)} x2={at(scale.high)} y1="32%" y2="68%" />}
      <circle className="strip-estimate" cx={at(scale.estimate)} cy="50%" r="5" />
    </svg>
  );
}

/** Whether the whole interval lies on one side of the line. */
function crossing({ low, high }: StripProps['difference'], line: MarginLine | undefined): string {
  if (line === undefined) return 'strip-open';
  const [best, worst] = line.worse === 'above' ? [low - line.at, high - line.at] : [line.at - high, line.at - low];
  if (best > 0) return 'strip-over';
  return worst < 0 ? 'strip-within' : 'strip-open';
}
