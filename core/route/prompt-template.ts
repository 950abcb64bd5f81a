/** A place in a prompt where a value of the call's metadata stands. */
export interface Variable {
  readonly variable: string;
}

export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/** A variable in double braces, or with a backslash before them the braces themselves. */
const PLACE = /(\\?)\{\{ {0,4}([A-Za-z_][A-Za-z0-9_.-]{0,63}) {0,4}\}\}/g;

/** A text in pieces: what is written there, and where values go. Values are never read for variables again. */
export function templatePieces(text: string): (string | Variable)[] {
  const pieces: (string | Variable)[] = [];
  let from = 0;
  for (const { 0: place, 1: escape, 2: variable = '', index } of text.matchAll(PLACE)) {
    pieces.push(text.slice(from, index));
    pieces.push(escape === '' ? { variable } : place.slice(1));
    from = index + place.length;
  }
  pieces.push(text.slice(from));
  return pieces.filter((piece) => piece !== '');
}

/** The variables that a text names. */
export function variablesOf(text: string): string[] {
  return templatePieces(text).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.variable]));
}
