import type { Match, TextRule } from './text-rule.ts';

/** Characters that may come before the rule looks again, as a share of those that it would read again. */
const REREAD_SHARE = 8;
const SMALLEST_STEP = 16;
const DIGITS = /^-?\d+(?:\.\d+)?$/;
const BEFORE_VALUE = /[:[,]\s*$/;
/** A match that has become this long is one, whatever follows. */
const LONGEST_OPEN = 64 * 1024;

/**
 * Applies a rule to a text as it comes in, holding no more of it than is not settled yet. However the text was cut, the
 * matches are those of the whole text. Offsets count from the beginning of the text.
 */
export class SlidingSearch {
  readonly matches: Match[] = [];
  /** What is found to begin before this offset is found. */
  settled = 0;
  readonly #rule: TextRule;
  #buffer = '';
  /** The offset of the buffer's first character. */
  #base = 0;
  #unread = 0;

  constructor(rule: TextRule) {
    this.#rule = rule;
  }

  push(text: string): void {
    this.#buffer += text;
    this.#unread += text.length;
    const held = this.#base + this.#buffer.length - this.settled;
    if (this.#unread >= Math.max(SMALLEST_STEP, held / REREAD_SHARE)) this.#search(false);
  }

  /** No more will come. */
  finish(): void {
    this.#search(true);
  }

  #search(final: boolean): void {
    this.#unread = 0;
    const end = this.#base + this.#buffer.length;
    const found = this.#rule
      .find(this.#buffer)
      .map((match) => this.#placed(match))
      .filter(({ start }) => start >= this.settled);
    const settled = final ? end + 1 : Math.max(this.settled, this.#settledBefore(end, found));
    for (const match of found) if (match.start < settled) this.matches.push(match);
    this.settled = settled;
    const cut = Math.max(0, Math.min(settled, end) - this.#base - this.#rule.lookBack);
    this.#base += cut;
    this.#buffer = this.#buffer.slice(cut);
  }

  /** The match where it stands in the whole text. */
  #placed({ label, start, end }: Match): Match {
    const isBare =
      DIGITS.test(this.#buffer.slice(start, end)) &&
      BEFORE_VALUE.test(this.#buffer.slice(Math.max(0, start - 8), start));
    return { label, start: this.#base + start, end: this.#base + end, ...(isBare && { isBare }) };
  }

  /** What reaches to the end of what has come may go on, or be none: it waits, however long the rule says it may be. */
  #settledBefore(end: number, found: readonly Match[]): number {
    let settled = this.#base + this.#rule.settled(this.#buffer);
    for (const match of found) {
      if (match.end === end && end - match.start < LONGEST_OPEN) settled = Math.min(settled, match.start);
    }
    return settled;
  }
}
