import { type Detector, isWordCharacter } from './detector.ts';

const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 253;
const DOMAIN =
  /^(?:[a-z0-9\u00c0-\u024f](?:[a-z0-9\u00c0-\u024f-]{0,61}[a-z0-9\u00c0-\u024f])?\.){1,8}[a-z\u00c0-\u024f]{2,24}/i;

/** E-mail addresses: from each @ outwards. */
export const EMAIL: Detector = {
  kinds: ['email'],
  hint: /@/,
  find(text, report) {
    for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      const start = localStart(text, at);
      if (start === at) continue;
      const domain = DOMAIN.exec(text.slice(at + 1, at + 1 + LONGEST_DOMAIN));
      if (domain !== null) report('email', start, at + 1 + domain[0].length);
    }
  },
};

function localStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < LONGEST_LOCAL && isLocal(text.charCodeAt(start - 1))) start -= 1;
  while (start < at && text.charAt(start) === '.') start += 1;
  return start;
}

/** Letters, digits and . _ % + - ' & of a local part. */
function isLocal(code: number): boolean {
  return isWordCharacter(code) || LOCAL_SIGNS.has(code);
}

const LOCAL_SIGNS: ReadonlySet<number> = new Set(Array.from("._%+-'&", (sign) => sign.charCodeAt(0)));
