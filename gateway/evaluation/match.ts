import { distance } from 'fastest-levenshtein';
import type { MatchCheck, Verdict } from './job.ts';

/** Longer texts would hold up the thread: nothing is said of them. */
const MAX_FUZZY_CHARS = 10_000;

/** Compares the answer with what was expected, white space and Unicode forms aside. */
export function checkMatch({ expected, mode, similarity, ignoreCase }: MatchCheck, text: string): Verdict | undefined {
  const [wanted, said] = [normal(expected, ignoreCase), normal(text, ignoreCase)];
  if (mode === 'exact') return said === wanted ? 'pass' : 'fail';
  if (mode === 'contains') return said.includes(wanted) ? 'pass' : 'fail';
  const longest = Math.max(wanted.length, said.length);
  if (longest > MAX_FUZZY_CHARS) return undefined;
  return longest === 0 || 1 - distance(wanted, said) / longest >= similarity ? 'pass' : 'fail';
}

function normal(text: string, ignoreCase: boolean): string {
  const plain = text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();
  return ignoreCase ? plain.toLowerCase() : plain;
}
