import { type Detector, LONGEST_PHRASE, LONGEST_WORD } from './detector.ts';
import { EMAIL } from './email.ts';
import { ALL_KINDS, type Finding, type SensitiveKind } from './finding.ts';
import { IP_ADDRESS } from './ip-address.ts';
import { IBAN, LETTER_IDS } from './letter-ids.ts';
import { NUMBERS } from './numbers.ts';
import { plainText } from './plain-text.ts';
import { HIGH_ENTROPY, ISSUED_KEYS, JWT, LONGEST_PRIVATE_KEY, PASSWORD, PRIVATE_KEY } from './secrets.ts';

const DETECTORS: readonly Detector[] = [
  PRIVATE_KEY,
  ISSUED_KEYS,
  JWT,
  PASSWORD,
  EMAIL,
  IBAN,
  NUMBERS,
  LETTER_IDS,
  IP_ADDRESS,
  HIGH_ENTROPY,
];

/**
 * The personal data and secrets of a text, by their place, each character in one finding at most: what overlaps is one
 * finding, of the kind that begins first. In time linear in the text.
 */
export function findSensitive(text: string, kinds: ReadonlySet<SensitiveKind> = ALL_KINDS): Finding[] {
  const findings: Finding[] = [];
  eachSensitive(text, kinds, (finding) => findings.push(finding));
  return merged(findings);
}

/** As `findSensitive`, one by one, in no order, overlapping as they are. */
export function eachSensitive(text: string, kinds: ReadonlySet<SensitiveKind>, take: (finding: Finding) => void): void {
  const plain = plainText(text);
  for (const detector of DETECTORS) {
    if (!detector.kinds.some((kind) => kinds.has(kind)) || !detector.hint.test(plain.text)) continue;
    detector.find(plain.text, (kind, start, end) => {
      if (kinds.has(kind)) take({ kind, start: plain.start(start), end: plain.end(end) });
    });
  }
}

/**
 * How much of a text is settled: what `findSensitive` says of anything that begins before this offset stays the same,
 * whatever text follows.
 */
export function settledLength(text: string): number {
  const plain = plainText(text);
  const { length } = plain.text;
  const word = Math.max(lastSpace(plain.text) + 1, length - LONGEST_WORD);
  const settled = Math.min(Math.max(0, length - LONGEST_PHRASE), word, openPrivateKey(plain.text));
  return plain.start(settled);
}

function lastSpace(text: string): number {
  for (let at = text.length - 1; at >= Math.max(0, text.length - LONGEST_WORD); at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) return at;
  }
  return -1;
}

/** Where a private key begins that may have more to come. */
function openPrivateKey(text: string): number {
  const from = Math.max(0, text.length - LONGEST_PRIVATE_KEY);
  let at = text.indexOf('-----BEGIN ', from);
  while (at >= 0) {
    const end = text.indexOf('-----END ', at);
    if (end < 0 || text.indexOf('KEY', end) < 0 || text.length - end < LONGEST_PHRASE) return at;
    at = text.indexOf('-----BEGIN ', at + 1);
  }
  return text.length;
}

/** By place; what overlaps is joined. */
function merged(findings: readonly Finding[]): Finding[] {
  const result: Finding[] = [];
  for (const finding of findings.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = result.at(-1);
    if (last === undefined || finding.start >= last.end) result.push(finding);
    else if (finding.end > last.end) result[result.length - 1] = { ...last, end: finding.end };
  }
  return result;
}
