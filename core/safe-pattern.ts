import { RE2JS } from 're2js';

/** A regular expression that takes time in proportion to its text, whatever the expression: RE2's syntax, no backtracking. */
export interface SafePattern {
  /** Whether it matches anywhere in the text. */
  found(text: string): boolean;
  /** Every match, from the left, none within another; empty ones are none. */
  each(text: string, take: (start: number, end: number) => void): void;
}

/** @throws Error where the expression is none of RE2's: lookaround and back references are not among them */
export function safePattern(expression: string, { ignoreCase = false } = {}): SafePattern {
  const pattern = RE2JS.compile(expression, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return {
    found: (text) => pattern.test(text),
    each(text, take) {
      if (!pattern.test(text)) return;
      const matcher = pattern.matcher(text);
      while (matcher.find()) if (matcher.end() > matcher.start()) take(matcher.start(), matcher.end());
    },
  };
}

/** Why an expression can not be used; `undefined` where it can. */
export function patternFault(expression: string): string | undefined {
  try {
    safePattern(expression);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
