import Table from 'cli-table3';
import { colours } from './colours.ts';

export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where a command writes its answer: JSON where it was asked for, else text for people. */
export interface Output {
  /** Prints the answer as JSON, or as the text that `people` makes of it. */
  answer<Body>(body: Body, people: (body: Body) => string): void;
  line(text?: string): void;
  /** Beside the answer: on stderr. */
  aside(text: string): void;
  readonly isJson: boolean;
  /** Whether a person looks at it as it comes. */
  readonly isLive: boolean;
  readonly stream: TextStream;
}

export interface OutputStreams {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}

export function createOutput({ stdout, stderr }: OutputStreams, isJson: boolean): Output {
  const line = (text = ''): void => void stdout.write(`${text}\n`);
  return {
    isJson,
    isLive: stdout.isTTY === true && !isJson,
    stream: stdout,
    line,
    aside: (text) => void stderr.write(`${text}\n`),
    answer: (body, people) => line(isJson ? JSON.stringify(body, undefined, 2) : people(body)),
  };
}

type Cell = string | number | null | undefined;

/** No lines at all: columns stand two blanks apart. */
const NO_LINES = Object.fromEntries([
  ['middle', '  '],
  ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map(noLine),
  ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'].map(noLine),
]);

function noLine(place: string): [string, string] {
  return [place, ''];
}

/** Columns for people; what is not known is a dash. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const drawn = new Table({
    head: head.map((title) => colours.dim(title.toUpperCase())),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) drawn.push(row.map((cell) => (cell === null || cell === undefined ? '-' : String(cell))));
  return drawn.toString().replaceAll(/[ \t]+$/gm, '');
}

/** Names and values, one a line. */
export function facts(rows: readonly (readonly [string, Cell])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${colours.dim(name.padEnd(width))}  ${value ?? '-'}`).join('\n');
}
