import type { EvaluatorSpec } from '../../core/evaluation/evaluator.ts';
import type { Choice } from './choices.ts';
import type { Verdict } from './job.ts';

/** Characters are Unicode code points; words are what stands between white space. */
export function checkLength(limits: EvaluatorSpec & { kind: 'length' }, text: string): Verdict {
  const { minChars = 0, maxChars = Infinity, minWords = 0, maxWords = Infinity } = limits;
  const chars = codePoints(text);
  if (chars < minChars || chars > maxChars) return 'fail';
  if (minWords === 0 && maxWords === Infinity) return 'pass';
  const words = text.match(/\S+/g)?.length ?? 0;
  return words >= minWords && words <= maxWords ? 'pass' : 'fail';
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Cut by the model's limit, or left in the middle of a code block. */
export function checkTruncation({ text, finish }: Choice): Verdict | undefined {
  if (finish === 'length') return 'fail';
  const fences = text.match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0;
  if (fences % 2 === 1) return 'fail';
  return finish === undefined ? undefined : 'pass';
}
