const SAFE = /^[\x20-\x7e]*$/;

/** Text from outside, cut to a length and freed of what Postgres does not store: NUL, and halves of characters. */
export function storableText(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength) : text;
  return SAFE.test(cut) ? cut : cut.replaceAll('\u0000', '').toWellFormed();
}
