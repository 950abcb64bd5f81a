/** What `maxTokens` of a length guardrail goes by: a quarter of the bytes, which is within a third for most languages. */
const BYTES_PER_TOKEN = 4;

/** UTF-8 bytes of a text. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    // Each half of a pair is two bytes of four.
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

export interface LengthLimits {
  readonly minCharacters?: number | undefined;
  readonly maxCharacters?: number | undefined;
  readonly maxTokens?: number | undefined;
}

export interface Lengths {
  readonly characters: number;
  readonly bytes: number;
}

/** Whether there is already too much. */
export function isTooLong({ maxCharacters, maxTokens }: LengthLimits, { characters, bytes }: Lengths): boolean {
  return characters > (maxCharacters ?? Infinity) || bytes / BYTES_PER_TOKEN > (maxTokens ?? Infinity);
}

export function isTooShort({ minCharacters }: LengthLimits, { characters }: Lengths): boolean {
  return characters < (minCharacters ?? 0);
}
