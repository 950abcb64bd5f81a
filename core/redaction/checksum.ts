/* Check digits: they tell a number that somebody was given from one that only looks like it. */

/** ISO/IEC 7812-1, annex B (Luhn), over a string of digits. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - ZERO;
    const weighted = index % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

/** ISO 13616 (IBAN): the first four characters go to the end, letters count from 10, the rest by 97 is 1. */
export function passesIbanCheck(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    if (Number.isNaN(value)) return false;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Verhoeff's dihedral check (Aadhaar), over a string of digits. */
export function passesVerhoeff(digits: string): boolean {
  let check = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - ZERO;
    check = dihedral(check, permuted(digit, index % 8));
  }
  return check === 0;
}

/** The two check digits of a Brazilian CPF. */
export function passesCpf(digits: string): boolean {
  if (/^(\d)\1*$/.test(digits)) return false;
  const check = (length: number): number => {
    let sum = 0;
    for (let index = 0; index < length; index += 1) sum += (digits.charCodeAt(index) - ZERO) * (length + 1 - index);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === digits.charCodeAt(9) - ZERO && check(10) === digits.charCodeAt(10) - ZERO;
}

/** ISO 7064, MOD 11,10 (German tax number of a person), over 11 digits. */
export function passesMod11And10(digits: string): boolean {
  let product = 10;
  for (let index = 0; index < digits.length - 1; index += 1) {
    const sum = (digits.charCodeAt(index) - ZERO + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === digits.charCodeAt(digits.length - 1) - ZERO;
}

const ZERO = 0x30;

/** The product in the dihedral group of ten elements: rotations 0 to 4, reflections 5 to 9. */
function dihedral(left: number, right: number): number {
  const rotation = left < 5 ? (left + (right % 5)) % 5 : ((left % 5) - (right % 5) + 5) % 5;
  return left < 5 === right < 5 ? rotation : rotation + 5;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function permuted(digit: number, times: number): number {
  let value = digit;
  for (let index = 0; index < times; index += 1) value = PERMUTATION[value] ?? 0;
  return value;
}
