import { type Detector, eachMatch } from './detector.ts';

const V4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)/g;
const V6 = /(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])/g;

/** Addresses of the internet, but for those that say nothing of anybody: this host, none, all. */
export const IP_ADDRESS: Detector = {
  kinds: ['ip_address'],
  hint: /\d\.\d|[0-9A-Fa-f]:/,
  find(text, report) {
    eachMatch(V4, text, ({ 0: address, index }) => {
      if (isV4(address)) report('ip_address', index, index + address.length);
    });
    eachMatch(V6, text, ({ 0: address, index }) => {
      if (isV6(address)) report('ip_address', index, index + address.length);
    });
  },
};

function isV4(address: string): boolean {
  const octets = address.split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return false;
  return octets[0] !== 127 && octets[0] !== 0 && address !== '255.255.255.255';
}

/** RFC 4291 with at least three groups: fewer are more often a time, a ratio or a name of C++. */
function isV6(address: string): boolean {
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (groups.some((group) => group === '')) return false;
  const embedded = groups.at(-1)?.includes('.') === true ? 1 : 0;
  const count = groups.length + embedded;
  return halves.length === 2 ? count >= 3 && count < 8 : count === 8;
}
