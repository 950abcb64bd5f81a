import type { Wording } from '../format/words.ts';
import { Icon } from './icon.tsx';

/** A state in a word, with a shape and a tone. */
export function Badge({ wording }: { readonly wording: Wording }) {
  return (
    <span className={`badge tone-${wording.tone}`}>
      <Icon shape={wording.shape} />
      {wording.word}
    </span>
  );
}
