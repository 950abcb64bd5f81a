/** The text as a sentence of its own. Reasons begin in lower case; a name that begins one (`error_rate`) stays as it is. */
export function asSentence(text: string): string {
  return /^\p{Ll}+(?=[\s,.;:]|$)/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
