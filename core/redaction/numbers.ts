import { passesCpf, passesLuhn, passesMod11And10, passesVerhoeff } from './checksum.ts';
import { type Detector, isWordCharacter, type Report } from './detector.ts';
import { type DigitGroup, digitGroups, type Sequence, sequencesFrom } from './digit-groups.ts';

const SEPARATED = /^[ -]$/;
const IN_A_PHONE_NUMBER = /^(?:[ .-]|[ .-]?\(|\)[ .-]?|\) ?-?)$/;
const IN_A_CPF = /^[.-]$/;
const LABEL_LENGTH = 24;
const LONG_LABEL_LENGTH = 40;
const PHONE_LABEL = /(?:phone|tel|telefon|mobile|cell|handy|fax|whatsapp|call|text)\b[^\d\n]{0,12}$/i;
const PHONE_WORD = /phone|tel|mobile|cell|handy|fax|whatsapp|call|text/i;
const TAX_LABEL = /(?:steuer-?id|tax id|tin|idnr|identifikationsnummer)\b[^\d\n]{0,8}$/i;
const SSN_LABEL = /(?:ssn|social security(?: number| no\.?)?)\b[^\d\n]{0,8}$/i;

const ID_WORD = /steuer|tax|tin|id|ssn|social/i;

/** Card numbers, phone numbers and the national identifiers that are digits. */
export const NUMBERS: Detector = {
  kinds: ['card', 'phone', 'national_id'],
  hint: /\d[^\n]{0,3}\d/,
  find(text, report) {
    const groups = digitGroups(text);
    const labels = { phone: PHONE_WORD.test(text), id: ID_WORD.test(text) };
    for (const [index, group] of groups.entries()) {
      const before = group.start === 0 ? 0 : text.charCodeAt(group.start - 1);
      if (before === PLUS) findInternational(text, groups, index, report);
      if (isWordCharacter(before) || before === UNDERSCORE) continue;
      const length = group.end - group.start;
      if (length === 4 || length >= 13) findCard(text, groups, index, report);
      if (ID_HEADS.has(length)) findNationalId(text, groups, index, report);
      if (labels.id) findLabelledId(text, groups, index, report);
      if (length === 3 || (length === 1 && text.charAt(group.start) === '1')) findAmerican(text, groups, index, report);
      if (labels.phone) findLabelledPhone(text, groups, index, report);
    }
  },
};

const PLUS = 0x2b;
const UNDERSCORE = 0x5f;

/** By the ranges of ISO/IEC 7812 that cards are issued in, and Luhn's check digit. */
function findCard(text: string, groups: readonly DigitGroup[], index: number, report: Report): void {
  const start = groups[index]?.start ?? 0;
  for (const { digits, end, shape } of sequencesFrom(text, groups, index, 19, SEPARATED)) {
    if (digits.length < 13 || !CARD_SHAPE.test(shape) || endsInWord(text, end)) continue;
    if (CARD_RANGE.test(digits) && passesLuhn(digits)) report('card', start, end);
  }
}

const CARD_SHAPE = /^(?:\d+|4(?:-4){2}-[1-4](?:-[1-3])?|4-6-[45])$/;
const CARD_RANGE =
  /^(?:4(?:\d{12}|\d{15}|\d{18})$|(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)\d{12,14}$|3[47]\d{13}$|3(?:0[0-5]|[689]\d)\d{11,16}$|(?:6011|65|64[4-9]|62|81)\d{12,17}$|35(?:2[89]|[3-8])\d{12,16}$)/;

/** E.164: a plus sign, then 8 to 15 digits however they are set apart. */
function findInternational(text: string, groups: readonly DigitGroup[], index: number, report: Report): void {
  const start = (groups[index]?.start ?? 1) - 1;
  if (start > 0 && isWordCharacter(text.charCodeAt(start - 1))) return;
  if (text.charAt(start + 1) === '0') return;
  let last: Sequence | undefined;
  for (const sequence of sequencesFrom(text, groups, index, 15, IN_A_PHONE_NUMBER)) last = sequence;
  if (last !== undefined && last.digits.length >= 8) report('phone', start, last.end);
}

/** The form of North America. */
function findAmerican(text: string, groups: readonly DigitGroup[], index: number, report: Report): void {
  const start = phoneStart(text, groups[index]);
  for (const { digits, end, shape } of sequencesFrom(text, groups, index, 11, IN_A_PHONE_NUMBER)) {
    if (!'1-3-3-4'.includes(shape)) return;
    if (AMERICAN_SHAPE.test(shape) && AMERICAN.test(digits) && !endsInWord(text, end)) report('phone', start, end);
  }
}

const AMERICAN_SHAPE = /^(?:1-)?3-3-4$/;
const AMERICAN = /^1?[2-9]\d\d[2-9]\d{6}$/;

/** Whatever number stands behind a word such as "phone". */
function findLabelledPhone(text: string, groups: readonly DigitGroup[], index: number, report: Report): void {
  const start = phoneStart(text, groups[index]);
  if (!PHONE_LABEL.test(text.slice(Math.max(0, start - LABEL_LENGTH), start))) return;
  for (const { digits, end } of sequencesFrom(text, groups, index, 15, IN_A_PHONE_NUMBER)) {
    if (digits.length >= 7 && !endsInWord(text, end)) report('phone', start, end);
  }
}

function phoneStart(text: string, group: DigitGroup | undefined): number {
  const start = group?.start ?? 0;
  return text.charAt(start - 1) === '(' ? start - 1 : start;
}

function findNationalId(text: string, groups: readonly DigitGroup[], index: number, report: Report): void {
  const start = groups[index]?.start ?? 0;
  for (const { digits, end, shape } of sequencesFrom(text, groups, index, 15, SEPARATED)) {
    if (!ID_SHAPES.some((known) => known.startsWith(shape))) break;
    const isId = SPECIAL_IDS.some((id) => id.shape.test(shape) && id.matches(digits));
    if (isId && !endsInWord(text, end)) report('national_id', start, end);
  }
  for (const { digits, end, shape } of sequencesFrom(text, groups, index, 11, IN_A_CPF)) {
    if (!CPF_SHAPE.startsWith(shape)) break;
    if (shape === CPF_SHAPE && passesCpf(digits) && !endsInWord(text, end)) report('national_id', start, end);
  }
}

/** Numbers without a form of their own, which a word before them must name. */
function findLabelledId(text: string, groups: readonly DigitGroup[], index: number, report: Report): void {
  const start = groups[index]?.start ?? 0;
  const before = text.slice(Math.max(0, start - LONG_LABEL_LENGTH), start);
  const [isSsn, isTax] = [SSN_LABEL.test(before), TAX_LABEL.test(before)];
  if (!isSsn && !isTax) return;
  for (const { digits, end } of sequencesFrom(text, groups, index, 11, SEPARATED)) {
    const isId = (isSsn && SSN.test(digits)) || (isTax && digits.length === 11 && passesMod11And10(digits));
    if (isId && !endsInWord(text, end)) report('national_id', start, end);
  }
}

const CPF_SHAPE = '3-3-3-2';
const ID_SHAPES = ['3-2-4', '3-3-3', '4-4-4', '15', '13-2', '1-2-2-2-3-3-2'];
const ID_HEADS: ReadonlySet<number> = new Set([1, 3, 4, 13, 15]);

/** As the United States number them: no area 000, 666 or 9xx, no group 00, no serial 0000. */
const SSN = /^(?!000|666|9)\d{3}(?!00)\d\d(?!0000)\d{4}$/;

const SPECIAL_IDS: readonly { readonly shape: RegExp; matches(digits: string): boolean }[] = [
  { shape: /^3-2-4$/, matches: (digits) => SSN.test(digits) },
  // Canada's SIN.
  { shape: /^3-3-3$/, matches: (digits) => !digits.startsWith('0') && passesLuhn(digits) },
  // India's Aadhaar.
  { shape: /^4-4-4$/, matches: (digits) => /^[2-9]/.test(digits) && passesVerhoeff(digits) },
  // France's NIR: sex, year, month, department, commune, order, and a key that is 97 less the rest by 97.
  {
    shape: /^(?:15|13-2|1-2-2-2-3-3-2)$/,
    matches: (digits) =>
      /^[12]\d\d(?:0[1-9]|1[0-2])\d{10}$/.test(digits) &&
      97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13)),
  },
];

function endsInWord(text: string, end: number): boolean {
  return end < text.length && (isWordCharacter(text.charCodeAt(end)) || text.charCodeAt(end) === UNDERSCORE);
}
