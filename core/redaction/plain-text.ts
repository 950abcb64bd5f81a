/**
 * A text as a reader takes it in: without the characters that nobody sees, with look-alikes as the letters and digits
 * that they stand for. Detectors read this, so that a zero-width space does not hide a card number.
 */
export interface PlainText {
  readonly text: string;
  /** Where a part of the plain text begins and ends in the original. */
  start(at: number): number;
  end(at: number): number;
  /** The offset in the plain text of the first character that begins at or after an offset of the original. */
  from(original: number): number;
}

export function plainText(original: string): PlainText {
  if (!NOT_PLAIN.test(original)) return { text: original, start: same, end: same, from: same };
  return mapped(original);
}

const same = (at: number): number => at;
/** Anything beyond Latin-1's printable characters; of those, the soft hyphen and the no-break space. */
const NOT_PLAIN = /[^\t\n\r\x20-\x7e\xa1-\xac\xae-\xff]/;

function mapped(original: string): PlainText {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < original.length;) {
    const code = original.codePointAt(at) ?? 0;
    const width = code > 0xffff ? 2 : 1;
    const plain = plainCharacter(code, original, at, width);
    for (let unit = 0; unit < plain.length; unit += 1) {
      starts.push(at);
      ends.push(at + width);
    }
    if (plain !== '') parts.push(plain);
    at += width;
  }
  return {
    text: parts.join(''),
    start: (at) => starts[at] ?? original.length,
    end: (at) => (at === 0 ? 0 : (ends[at - 1] ?? original.length)),
    from: (offset) => firstAtOrAfter(starts, offset),
  };
}

function firstAtOrAfter(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function plainCharacter(code: number, original: string, at: number, width: number): string {
  if (code < 0x80) return original.charAt(at);
  if (isInvisible(code)) return '';
  const lookAlike = LOOK_ALIKES.get(code);
  if (lookAlike !== undefined) return lookAlike;
  const character = original.slice(at, at + width);
  if (code < 0x2000) return DIGIT.test(character) ? digitValue(code) : code === 0xa0 ? ' ' : character;
  const folded = character.normalize('NFKC');
  return DIGIT.test(folded) && folded.length === 1 ? digitValue(folded.charCodeAt(0)) : folded;
}

/** Zero-width characters, soft hyphens, marks of direction, variation selectors, tags. */
function isInvisible(code: number): boolean {
  return (
    code === 0xad ||
    code === 0x34f ||
    code === 0x61c ||
    (code >= 0x180b && code <= 0x180f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff ||
    (code >= 0xe0000 && code <= 0xe0fff)
  );
}

const DIGIT = /^\p{Nd}$/u;

/** Decimal digits of every script stand in rows of ten, zero first. */
function digitValue(code: number): string {
  if (code >= 0x30 && code <= 0x39) return String.fromCharCode(code);
  const row = DIGIT_ZEROS.find((zero) => code >= zero && code <= zero + 9);
  return row === undefined ? String.fromCharCode(code) : String(code - row);
}

const DIGIT_ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
  0x17e0, 0x1810,
];

/** Cyrillic and Greek letters that look like Latin ones, dashes, and separators that are not ASCII. */
const LOOK_ALIKES: ReadonlyMap<number, string> = new Map(
  [
    ['аеіјорсухѕԁԛԝһ', 'aeijopcyxsdqwh'],
    ['АВЕІЈКМНОРСТУХЅ', 'ABEIJKMHOPCTYXS'],
    ['ονρικαυ', 'ovpikau'],
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
    ['ıɡɑℓ', 'igal'],
    ['‐‑‒–—―−', '-------'],
    ['⁄∕', '//'],
    ['ː∶﹕', ':::'],
  ].flatMap(([from = '', to = '']) =>
    Array.from(from, (character, index): [number, string] => [character.codePointAt(0) ?? 0, to.charAt(index)]),
  ),
);
