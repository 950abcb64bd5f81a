import { plainText } from '../redaction/plain-text.ts';
import { type SafePattern, safePattern } from '../safe-pattern.ts';
import type { Match, TextRule } from './text-rule.ts';

export interface DeniedPatterns {
  readonly patterns: readonly string[];
  readonly ignoreCase: boolean;
  readonly label: string;
  readonly windowCharacters: number;
}

/**
 * Patterns of a user's, in the text as it is and as a reader takes it in. A match may be as long as it likes in a whole
 * text; in one that comes in, what is longer than the window is found when it is there.
 */
export function patternRule({ patterns, ignoreCase, label, windowCharacters }: DeniedPatterns): TextRule {
  const compiled = patterns.map((pattern) => safePattern(pattern, { ignoreCase }));
  return {
    lookBack: windowCharacters,
    find(text) {
      const matches: Match[] = [];
      const plain = plainText(text);
      for (const pattern of compiled) {
        pattern.each(text, (start, end) => matches.push({ label, start, end }));
        if (plain.text === text) continue;
        pattern.each(plain.text, (start, end) => {
          matches.push({ label, start: plain.start(start), end: plain.end(end) });
        });
      }
      return matches;
    },
    settled: (text) => Math.max(0, text.length - windowCharacters),
  };
}

/** Whether all of the patterns are found in the text, as it is or as a reader takes it in. */
export function holdsAll(patterns: readonly SafePattern[], text: string): boolean {
  const plain = plainText(text).text;
  return patterns.every((pattern) => pattern.found(text) || (plain !== text && pattern.found(plain)));
}
