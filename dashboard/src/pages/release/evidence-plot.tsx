import { useMemo } from 'react';
import type { Observation } from '../../api/types.ts';
import { Plot, type PlotLine } from '../../components/plot.tsx';
import { evidenceShare } from '../../evidence/scale.ts';

interface EvidencePlotProps {
  readonly gateKey: string;
  readonly observations: readonly Observation[];
}

const LINES: readonly PlotLine[] = [
  { color: '--line-strong', dashed: true, name: 'threshold' },
  { color: '--harm', name: 'harm' },
  { color: '--safety', name: 'safety' },
];
const FEWEST = 3;

/** Both bars over time. The dashed line is the threshold of each. */
export function EvidencePlot({ gateKey, observations }: EvidencePlotProps) {
  const data = useMemo((): [number[], ...(number | null)[][]] => {
    const gates = observations.map(({ gates: reports }) => reports.find(({ key }) => key === gateKey));
    return [
      observations.map(({ at }) => Date.parse(at) / 1_000),
      observations.map(() => 1),
      gates.map((gate) => (gate === undefined ? null : evidenceShare(gate.eValue, gate.threshold))),
      gates.map((gate) => (gate === undefined ? null : evidenceShare(gate.promotionEValue, gate.promotionThreshold))),
    ];
  }, [gateKey, observations]);
  if (observations.length < FEWEST) return null;
  return (
    <Plot
      label={`Evidence of harm and of safety over time, each as its way to the threshold, for ${gateKey}`}
      data={data}
      lines={LINES}
      top={1.1}
      height={100}
    />
  );
}
