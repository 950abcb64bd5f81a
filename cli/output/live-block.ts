import { stripVTControlCharacters } from 'node:util';
import type { TextStream } from './output.ts';

const NARROW = 80;
const CLEAR_BELOW = '\u001B[0J';
const up = (lines: number): string => (lines === 0 ? '\r' : `\r\u001B[${lines}A`);

/** A block of text at the end of the terminal that is drawn over itself; lines can be put above it. */
export class LiveBlock {
  readonly #stream: TextStream;
  #text = '';
  /** Rows that the block takes on the terminal now. */
  #rows = 0;

  constructor(stream: TextStream) {
    this.#stream = stream;
  }

  draw(text: string): void {
    if (text === this.#text) return;
    const shown = text.split('\n').map((line) => fit(line, this.#stream.columns ?? NARROW));
    this.#stream.write(`${up(this.#rows)}${CLEAR_BELOW}${shown.join('\n')}`);
    this.#text = text;
    this.#rows = shown.length - 1;
  }

  /** Puts a line above the block, to stay. */
  above(line: string): void {
    const text = this.#text;
    this.clear();
    this.#stream.write(`${line}\n`);
    if (text !== '') this.draw(text);
  }

  clear(): void {
    if (this.#text === '') return;
    this.#stream.write(`${up(this.#rows)}${CLEAR_BELOW}`);
    this.#text = '';
    this.#rows = 0;
  }

  /** Leaves what is drawn and goes below it. */
  keep(): void {
    if (this.#text !== '') this.#stream.write('\n');
    this.#text = '';
    this.#rows = 0;
  }
}

/** A line that would wrap would move everything below it: it is cut, without its colours where it has to be. */
function fit(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns - 1 ? line : `${plain.slice(0, Math.max(0, columns - 2))}…`;
}
