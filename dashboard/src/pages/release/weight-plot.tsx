import { useMemo } from 'react';
import { percent } from '../../../../core/release/steps.ts';
import type { Release } from '../../api/types.ts';
import { Plot, type PlotLine } from '../../components/plot.tsx';
import { useNow } from '../../live/now.ts';

const LINES: readonly PlotLine[] = [{ color: '--candidate', filled: true, stepped: true }];
const TICKS = { at: [0, 0.25, 0.5, 0.75, 1], tell: percent };

/** The candidate's share of the traffic since the start. */
export function WeightPlot({ release }: { readonly release: Release }) {
  const now = useNow();
  const { timeline, endedAt } = release;
  const end = endedAt === null ? now : Date.parse(endedAt);
  const data = useMemo((): [number[], number[]] => {
    const last = timeline.at(-1);
    const points = timeline.map(({ at, weight }) => [Date.parse(at) / 1_000, weight] as const);
    if (last !== undefined) points.push([Math.max(end, Date.parse(last.at)) / 1_000, last.weight]);
    return [points.map(([at]) => at), points.map(([, weight]) => weight)];
  }, [timeline, end]);
  return (
    <section className="card" aria-labelledby="weight">
      <h2 id="weight">Weight over time</h2>
      <Plot label={describe(release)} data={data} lines={LINES} top={1.04} height={168} ticks={TICKS} />
    </section>
  );
}

function describe({ timeline }: Release): string {
  const weights = timeline.map(({ weight }) => weight).filter((weight, index, all) => weight !== all[index - 1]);
  return `Share of the candidate since the start: ${weights.map(percent).join(', ')}`;
}
