import type { SensitiveKind } from './finding.ts';

/**
 * Recognises kinds of things by their form. What it reports at a place depends on no more than the characters around
 * it, `LONGEST_PHRASE` before and `LONGEST_WORD` after, so that a text can be searched while it comes in.
 */
export interface Detector {
  readonly kinds: readonly SensitiveKind[];
  /** Whether there is anything to search for at all: one quick look. */
  readonly hint: RegExp;
  find(text: string, report: Report): void;
}

export type Report = (kind: SensitiveKind, start: number, end: number) => void;

/** What has spaces in it is shorter than this, label included. */
export const LONGEST_PHRASE = 96;
/** What has none is shorter than this. */
export const LONGEST_WORD = 4_096;

/** Every match of a global expression, also those that begin within another: so none depends on where a search began. */
export function eachMatch(expression: RegExp, text: string, take: (match: RegExpExecArray) => void): void {
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    take(match);
    expression.lastIndex = match.index + 1;
  }
}

/** Letters of Latin scripts, and digits. */
export function isWordCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0xc0 && code <= 0x24f)
  );
}
