import type { GateReport, GateSpec, Observation } from '../../api/types.ts';
import { Badge } from '../../components/badge.tsx';
import { marginLine } from '../../evidence/margin.ts';
import { formatEstimate, formatSample } from '../../format/numbers.ts';
import { GATE_WORDS } from '../../format/words.ts';
import { EvidenceBar } from './evidence-bar.tsx';
import { EvidencePlot } from './evidence-plot.tsx';
import { IntervalStrip } from './interval-strip.tsx';

interface GateCardProps {
  readonly gate: GateReport;
  readonly specs: readonly GateSpec[];
  readonly observations: readonly Observation[];
}

/** One gate: both arms, their difference against the margin, and how far the evidence has come. */
export function GateCard({ gate, specs, observations }: GateCardProps) {
  return (
    <article className={`card gate gate-${gate.state}`}>
      <header className="gate-head">
        <h3>
          {gate.metric}
          {gate.cohort !== 'all' && <span className="cohort">{gate.cohort}</span>}
        </h3>
        <Badge wording={GATE_WORDS[gate.state]} />
      </header>
      <div className="gate-body">
        <dl className="arms">
          <Arm name="Stable" arm="stable" gate={gate} />
          <Arm name="Candidate" arm="candidate" gate={gate} />
        </dl>
        <IntervalStrip gate={gate} line={marginLine(gate, specs)} />
        <div className="evidence">
          <EvidenceBar kind="against" eValue={gate.eValue} threshold={gate.threshold} />
          <EvidenceBar kind="for" eValue={gate.promotionEValue} threshold={gate.promotionThreshold} />
        </div>
        <EvidencePlot gateKey={gate.key} observations={observations} />
      </div>
      <p className="sentence">{gate.sentence}</p>
    </article>
  );
}

interface ArmProps {
  readonly name: string;
  readonly arm: 'stable' | 'candidate';
  readonly gate: GateReport;
}

function Arm({ name, arm, gate }: ArmProps) {
  const { estimate, count } = gate[arm];
  return (
    <div className={`arm arm-${arm}`}>
      <dt>{name}</dt>
      <dd>
        <span className="estimate">{formatEstimate(estimate, gate.metric)}</span>
        <span className="quiet">{formatSample(count, gate.metric)}</span>
      </dd>
    </div>
  );
}
