import { RE2JS } from 're2js';

/** A regular expression that takes time in proportion to its text, whatever the expression: RE2's syntax, no backtracking. */
export interface SafePattern {
  /** Whether it matches anywhere in the text. */
  found(text: string): boolean;
}

/** @throws Error where the expression is none of RE2's: lookaround and back references are not among them */
export function safePattern(expression: string, { ignoreCase = false } = {}): SafePattern {
  const pattern = RE2JS.compile(expression, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  return { found: (text) => pattern.test(text) };
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
