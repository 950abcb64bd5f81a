import fc from 'fast-check';

/** Texts made of what detectors look for, of parts of it, and of what stands between. */
const PIECES = [
  'bob@example.com',
  '4111 1111 1111 1111',
  '4111',
  ' 1111',
  '378282246310005',
  'DE89 3704 0044 0532 0130 00',
  '078-05-1120',
  '+49 171 1234567',
  '(415) 555-2671',
  '192.168.10.4',
  '2001:db8::ff00:42:8329',
  'sk-proj-abcDEF1234567890abcdef',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
  '-----BEGIN PRIVATE KEY-----\n',
  '\n-----END PRIVATE KEY-----',
  'password: ',
  'hunter2!x',
  'phone ',
  'ssn ',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  ' ',
  '\n',
  '.',
  '-',
  '@',
  ':',
  '\u200b',
  '４',
  '🌊',
  'é',
  'plain words of a sentence, which mean nothing ',
  'x',
  '7',
];

export const fragments = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 14 })
  .map((pieces) => pieces.join(''));
