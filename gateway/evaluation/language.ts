import { eld } from 'eld/small';
import type { EvaluatorSpec } from '../../core/evaluation/evaluator.ts';
import type { Verdict } from './job.ts';

const FEWEST_LETTERS = 24;
const MOST_CHARS = 4_000;
const CODE_BLOCKS = /(`{3}|~{3})[\s\S]*?(?:\1|$)/g;
const NOT_PROSE = /`[^`]*`|https?:\/\/\S+|\S+@\S+/g;

/** Too little text, code alone, or a text of which the detector is not sure: nothing is said. */
export function checkLanguage({ languages }: EvaluatorSpec & { kind: 'language' }, text: string): Verdict | undefined {
  const prose = text.slice(0, MOST_CHARS).replaceAll(CODE_BLOCKS, ' ').replaceAll(NOT_PROSE, ' ');
  if ((prose.match(/\p{L}/gu)?.length ?? 0) < FEWEST_LETTERS) return undefined;
  const detected = eld.detect(prose);
  if (detected.language === '' || !detected.isReliable()) return undefined;
  return languages.includes(detected.language) ? 'pass' : 'fail';
}
