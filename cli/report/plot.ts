import { type Html, html } from './html.ts';

export interface Series {
  readonly name: string;
  readonly tone: 'candidate' | 'stable' | 'evidence';
  readonly points: readonly (readonly [atMs: number, value: number])[];
  /** Values stay until the next one. */
  readonly steps?: boolean;
}

export interface Plot {
  readonly title: string;
  readonly series: readonly Series[];
  readonly from: number;
  readonly to: number;
  /** Lines across, such as a threshold. */
  readonly marks?: readonly { readonly at: number; readonly name: string }[];
  readonly scale?: 'linear' | 'log';
  readonly format: (value: number) => string;
}

const WIDTH = 720;
const HEIGHT = 170;
const LEFT = 64;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 24;

/** A small plot over time, as inline SVG that needs no script and no colour to be read. */
export function plotOf({ title, series, from, to, marks = [], scale = 'linear', format }: Plot): Html {
  const values = [...series.flatMap(({ points }) => points.map(([, value]) => value)), ...marks.map(({ at }) => at)];
  if (values.length === 0) return html`<p class="none">no data</p>`;
  const level = (value: number): number => (scale === 'log' ? Math.log10(Math.max(value, 1e-3)) : value);
  const lowest = Math.min(scale === 'log' ? level(1) : 0, ...values.map(level));
  const highest = Math.max(lowest + 1e-9, ...values.map(level));
  const x = (atMs: number): number => LEFT + ((atMs - from) / Math.max(1, to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    HEIGHT - BOTTOM - ((level(value) - lowest) / (highest - lowest)) * (HEIGHT - TOP - BOTTOM);
  const lines = series.map(
    (each) => html`<path class="line ${each.tone}" d="${pathOf(each, x, y, to)}"><title>${each.name}</title></path>`,
  );
  const across = marks.map(
    ({ at, name }) =>
      html`<line class="mark" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${px(y(at))}" y2="${px(y(at))}" />
        <text class="mark" x="${LEFT + 6}" y="${px(y(at) - 4)}">${name}</text>`,
  );
  const ends = [lowest, highest].map((end) => {
    const value = scale === 'log' ? 10 ** end : end;
    return html`<text x="${LEFT - 8}" y="${px(y(value) + 4)}" text-anchor="end">${format(value)}</text>`;
  });
  return html`<figure>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
      <line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}" />
      ${ends}${across}${lines}
      <text x="${LEFT}" y="${HEIGHT - 6}">${clock(from)}</text>
      <text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${clock(to)}</text>
    </svg>
    <figcaption>${series.map(({ name, tone }) => html`<span class="key ${tone}">${name}</span> `)}</figcaption>
  </figure>`;
}

function pathOf(
  { points, steps = false }: Series,
  x: (atMs: number) => number,
  y: (value: number) => number,
  to: number,
): string {
  const parts = points.map(([at, value], index) => {
    if (index === 0) return `M${px(x(at))} ${px(y(value))}`;
    return steps ? `H${px(x(at))}V${px(y(value))}` : `L${px(x(at))} ${px(y(value))}`;
  });
  return parts.join('') + (steps && points.length > 0 ? `H${px(x(to))}` : '');
}

const px = (value: number): string => value.toFixed(1);
const clock = (atMs: number): string => new Date(atMs).toISOString().slice(11, 19);
