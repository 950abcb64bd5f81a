import { type ChangeObject, diffLines, diffWordsWithSpace } from 'diff';

/** A run of text that both have, or one of them only. */
export interface Run {
  readonly text: string;
  readonly kind: 'same' | 'gone' | 'new';
}

export interface Differences {
  readonly stable: readonly Run[];
  readonly candidate: readonly Run[];
  /** Whether the two are the same to the letter. */
  readonly same: boolean;
  /** Too far apart, or too long, to be compared in the time that a page has. */
  readonly tooFar: boolean;
}

/** Words are compared up to this many characters, lines beyond. */
const WORDS_UP_TO = 20_000;
const TIMEOUT_MS = 300;

/** Where two answers differ: each side with its own runs, in its own order. */
export function differencesOf(stable: string, candidate: string): Differences {
  const options = { timeout: TIMEOUT_MS };
  const byWords = stable.length + candidate.length <= WORDS_UP_TO;
  const changes: readonly ChangeObject<string>[] | undefined = byWords
    ? diffWordsWithSpace(stable, candidate, options)
    : diffLines(stable, candidate, options);
  if (changes === undefined) {
    const whole = { stable: [{ text: stable, kind: 'gone' }], candidate: [{ text: candidate, kind: 'new' }] } as const;
    return { ...whole, same: false, tooFar: true };
  }
  const runs = changes.map(({ value, added, removed }): Run => ({
    text: value,
    kind: added ? 'new' : removed ? 'gone' : 'same',
  }));
  return {
    stable: runs.filter(({ kind }) => kind !== 'new'),
    candidate: runs.filter(({ kind }) => kind !== 'gone'),
    same: stable === candidate,
    tooFar: false,
  };
}
