import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface PlotLine {
  /** CSS variable of the line's colour, such as `--candidate`. */
  readonly color: `--${string}`;
  readonly dashed?: boolean;
  readonly filled?: boolean;
  /** Holds each value until the next one, instead of a straight line between them. */
  readonly stepped?: boolean;
  /** Stands at the line's newest end, so that no colour is needed to tell lines apart. */
  readonly name?: string;
}

interface PlotProps {
  /** What the plot shows, in words: it stands in for the picture. */
  readonly label: string;
  /** Moments in seconds, rising; then the values of each line, `null` where there is none. */
  readonly data: uPlot.AlignedData;
  readonly lines: readonly PlotLine[];
  readonly top: number;
  readonly height: number;
  /** Values on the left axis and how they are told; no axis where it is left out. */
  readonly ticks?: { readonly at: readonly number[]; readonly tell: (value: number) => string };
}

/** Lines over time. The canvas follows its box and the colour scheme. */
export function Plot({ label, data, lines, top, height, ticks }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const newest = useRef(data);

  useEffect(() => {
    newest.current = data;
    plot.current?.setData(data);
  }, [data]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const draw = (): void => {
      plot.current?.destroy();
      const size = { width: element.clientWidth, height };
      plot.current = new uPlot({ ...size, ...optionsOf(element, lines, top, ticks) }, newest.current, element);
    };
    draw();
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    const resizing = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    resizing.observe(element);
    return () => {
      scheme.removeEventListener('change', draw);
      resizing.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [lines, top, height, ticks]);

  return <div className="plot" role="img" aria-label={label} ref={box} style={{ height }} />;
}

function optionsOf(
  element: HTMLElement,
  lines: readonly PlotLine[],
  top: number,
  ticks: PlotProps['ticks'],
): Omit<uPlot.Options, 'width' | 'height'> {
  const style = getComputedStyle(element);
  const colorOf = (name: string): string => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const axis = { stroke: colorOf('--muted'), font, ticks: { show: false } } as const;
  const grid = { stroke: colorOf('--line'), width: 1 } as const;
  return {
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: { x: { time: true }, y: { range: [0, top] } },
    axes: [
      { ...axis, grid: { show: false }, size: 24, gap: 4, space: 80, values: CLOCK_TIMES },
      ticks === undefined
        ? { show: false }
        : {
            ...axis,
            grid,
            size: 48,
            gap: 6,
            splits: () => [...ticks.at],
            values: (_, values) => values.map(ticks.tell),
          },
    ],
    series: [{}, ...lines.map((line) => seriesOf(line, colorOf(line.color)))],
    padding: paddingOf(lines, ticks !== undefined),
    hooks: { draw: [(plot) => drawNames(plot, lines, colorOf, style.fontFamily)] },
  };
}

/** Room at the top, right, bottom and left: for names at the right, and for half of the first time at the left. */
function paddingOf(lines: readonly PlotLine[], hasTicks: boolean): uPlot.Padding {
  const hasNames = lines.some(({ name }) => name !== undefined);
  return [hasNames ? NAME_HEIGHT : 8, hasNames ? NAME_WIDTH : 24, 0, hasTicks ? 8 : 24];
}

const NAME_WIDTH = 58;
const NAME_HEIGHT = 12;

/** Names beside the lines' newest values, moved apart where they would cover each other. */
function drawNames(plot: uPlot, lines: readonly PlotLine[], colorOf: (name: string) => string, family: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const named = lines.flatMap(({ name, color }, index) => {
    const newest = Array.from(plot.data[index + 1] ?? []).findLast((value) => typeof value === 'number');
    if (name === undefined || typeof newest !== 'number') return [];
    return [{ name, color, y: plot.valToPos(newest, 'y', true) }];
  });
  ctx.save();
  ctx.font = `${11 * ratio}px ${family}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  let free = bbox.top + bbox.height;
  for (const { name, color, y } of named.toSorted((one, other) => other.y - one.y)) {
    const place = Math.min(y, free);
    ctx.fillStyle = colorOf(color);
    ctx.fillText(name, bbox.left + bbox.width + 6 * ratio, place);
    free = place - NAME_HEIGHT * ratio;
  }
  ctx.restore();
}

function seriesOf({ dashed, filled, stepped }: PlotLine, color: string): uPlot.Series {
  const stepping = stepped === true ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    stroke: color,
    width: dashed === true ? 1 : 2,
    points: { show: false },
    ...(dashed === true && { dash: [4, 4] }),
    ...(filled === true && { fill: `${color}22` }),
    ...(stepping && { paths: stepping }),
  };
}

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const timeWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** Times of day on the axis: with seconds where they are less than a minute apart, with the day where it is about days. */
const CLOCK_TIMES: uPlot.Axis.DynamicValues = (_, splits) => {
  const apart = (splits[1] ?? 0) - (splits[0] ?? 0);
  const format = apart < 60 ? timeWithSeconds : apart < 21_600 ? time : dayAndTime;
  return splits.map((seconds) => format.format(seconds * 1_000));
};
