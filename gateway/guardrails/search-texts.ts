import { setImmediate as nextTurn } from 'node:timers/promises';
import { SlidingSearch } from '../../core/guardrail/sliding-search.ts';
import type { Match, TextRule } from '../../core/guardrail/text-rule.ts';

/** How much is searched before other requests get their turn. */
const CHARACTERS_PER_TURN = 32 * 1024;

/** What the rule finds in each text; `undefined` when `isLate` says so before the end. */
export async function searchTexts(
  rule: TextRule,
  texts: readonly string[],
  isLate: () => boolean,
): Promise<readonly (readonly Match[])[] | undefined> {
  const found: (readonly Match[])[] = [];
  let left = CHARACTERS_PER_TURN;
  for (const text of texts) {
    const search = new SlidingSearch(rule);
    for (let at = 0; at < text.length; at += CHARACTERS_PER_TURN) {
      const piece = text.slice(at, at + CHARACTERS_PER_TURN);
      left -= piece.length;
      if (left < 0) {
        await nextTurn();
        if (isLate()) return undefined;
        left = CHARACTERS_PER_TURN;
      }
      search.push(piece);
    }
    search.finish();
    found.push(search.matches);
  }
  return found;
}
