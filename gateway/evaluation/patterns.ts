import { LRUCache } from 'lru-cache';
import type { EvaluatorSpec } from '../../core/evaluation/evaluator.ts';
import { type SafePattern, safePattern } from '../../core/safe-pattern.ts';
import type { Verdict } from './job.ts';

const MAX_COMPILED = 500;

/** Compiled regular expressions by their text. */
export class Patterns {
  readonly #compiled = new LRUCache<string, SafePattern>({ max: MAX_COMPILED });

  /** @throws Error for an expression that is none: its answers are not judged */
  check({ required, denied, ignoreCase }: EvaluatorSpec & { kind: 'pattern' }, text: string): Verdict {
    const isFound = (expression: string): boolean => this.#pattern(expression, ignoreCase).found(text);
    return required.every(isFound) && !denied.some(isFound) ? 'pass' : 'fail';
  }

  #pattern(expression: string, ignoreCase: boolean): SafePattern {
    const key = `${ignoreCase ? 'i' : 'c'}${expression}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const pattern = safePattern(expression, { ignoreCase });
    this.#compiled.set(key, pattern);
    return pattern;
  }
}
