import { passesIbanCheck } from './checksum.ts';
import { type Detector, eachMatch, isWordCharacter } from './detector.ts';

const IBAN_HEAD = /(?<![A-Za-z0-9])[A-Za-z]{2}\d\d(?=[ -]?[A-Za-z0-9])/g;
const LONGEST_IBAN_TEXT = 48;

/** Bank accounts by ISO 13616, with or without spaces, of the length that their country has. */
export const IBAN: Detector = {
  kinds: ['iban'],
  hint: /[A-Za-z]{2}\d\d/,
  find(text, report) {
    eachMatch(IBAN_HEAD, text, ({ index }) => {
      const length = IBAN_LENGTHS[text.slice(index, index + 2).toUpperCase()];
      const end = length === undefined ? undefined : endOfIban(text, index, length);
      if (end !== undefined) report('iban', index, end);
    });
  },
};

function endOfIban(text: string, start: number, length: number): number | undefined {
  let iban = '';
  let at = start;
  for (; iban.length < length && at - start < LONGEST_IBAN_TEXT; at += 1) {
    const character = text.charAt(at);
    if (ALPHANUMERIC.test(character)) iban += character;
    else if (character !== ' ' && character !== '-') return undefined;
  }
  if (iban.length < length || isWordCharacter(text.charCodeAt(at))) return undefined;
  return passesIbanCheck(iban) ? at : undefined;
}

const ALPHANUMERIC = /^[A-Za-z0-9]$/;

/** Characters of an IBAN by country (SWIFT's IBAN registry). */
const IBAN_LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'NO15 BE16 DK18 FI18 FO18 GL18 NL18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 CH21 HR21 LI21 LV21 BG22 BH22',
    'CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24',
    'TN24 VG24 LY25 PT25 ST25 IS26 TR26 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28',
    'PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 MT31 SC31 LC32',
  ]
    .join(' ')
    .split(' ')
    .map((entry): [string, number] => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const NINO =
  /(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?![A-Za-z0-9])/g;
const DNI = /(?<![A-Za-z0-9])([XYZ]\d{7}|\d{8})-?([A-Z])(?![A-Za-z0-9])/g;
const CODICE_FISCALE = /(?<![A-Za-z0-9])[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z](?![A-Za-z0-9])/g;
const PAN = /(?<![A-Za-z0-9])[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z](?![A-Za-z0-9])/g;

/** National identifiers with letters: Britain's NINO, Spain's DNI and NIE, Italy's codice fiscale, India's PAN. */
export const LETTER_IDS: Detector = {
  kinds: ['national_id'],
  hint: /\d[^\n]{0,3}[A-Z]/,
  find(text, report) {
    const take = (match: RegExpExecArray): void => report('national_id', match.index, match.index + match[0].length);
    eachMatch(NINO, text, take);
    eachMatch(CODICE_FISCALE, text, take);
    eachMatch(PAN, text, take);
    eachMatch(DNI, text, (match) => {
      const [, number = '', letter] = match;
      const digits = number.replace(/^[XYZ]/, (head) => String('XYZ'.indexOf(head)));
      if (DNI_LETTERS.charAt(Number(digits) % 23) === letter) take(match);
    });
  },
};

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
