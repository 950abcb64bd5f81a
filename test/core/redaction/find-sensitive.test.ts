import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findSensitive, settledLength } from '../../../core/redaction/find-sensitive.ts';
import { redact } from '../../../core/redaction/redact.ts';
import { fragments } from './fragments.ts';

const found = (text: string): string[] =>
  findSensitive(text).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);

describe('what has the form of personal data is found', () => {
  test.each([
    ['email', 'bob.smith+x@mail.example.co.uk'],
    ['card', '4111 1111 1111 1111'],
    ['card', '378282246310005'],
    ['card', '5555-5555-5555-4444'],
    ['iban', 'DE89 3704 0044 0532 0130 00'],
    ['iban', 'GB82WEST12345698765432'],
    ['national_id', '078-05-1120'],
    ['national_id', 'AB123456C'],
    ['national_id', '12345678Z'],
    ['national_id', '529.982.247-25'],
    ['national_id', '2341 2341 2346'],
    ['national_id', 'RSSMRA85T10A562S'],
    ['phone', '+49 (0)171 1234567'],
    ['phone', '(415) 555-2671'],
    ['phone', '415-555-2671'],
    ['ip_address', '192.168.10.4'],
    ['ip_address', '2001:db8::ff00:42:8329'],
  ])('%s %s', (kind, value) => {
    expect(found(`It is ${value}, he said.`)).toEqual([`${kind}: ${value}`]);
  });
});

describe('what has the form of a secret is found', () => {
  test.each([
    ['api_key', 'sk-proj-abcDEF1234567890abcdef'],
    ['api_key', 'sk-ant-api03-abcdefghij_KLMNOP-1234567890'],
    ['api_key', 'AKIAIOSFODNN7EXAMPLE'],
    ['api_key', `ghp_${'a1'.repeat(18)}`],
    ['api_key', `xoxb-${'123456789012-'.repeat(2)}abcdef`],
    ['api_key', `tg_${'aB3'.repeat(14)}x`],
    ['jwt', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'],
    ['high_entropy', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['private_key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----'],
  ])('%s %s', (kind, value) => {
    expect(found(`Take ${value} and go`)).toEqual([`${kind}: ${value}`]);
  });

  test('a password by the word before it, in a header, or in an address', () => {
    expect(found('password: hunter2!x and "api_key": "abcd1234efgh"')).toEqual([
      'password: hunter2!x',
      'password: abcd1234efgh',
    ]);
    expect(found('authorization: Bearer abcdef0123456789abcdef')).toEqual(['password: abcdef0123456789abcdef']);
    expect(found('postgres://me:pw12@host/db')).toEqual(['password: pw12']);
  });

  test('a private key without an end is one to the end of the text', () => {
    expect(redact('x -----BEGIN PRIVATE KEY-----\nabc', findSensitive('x -----BEGIN PRIVATE KEY-----\nabc'))).toBe(
      'x [PRIVATE_KEY]',
    );
  });
});

test('what only looks like it is left alone', () => {
  const texts = [
    '4111 1111 1111 1112 fails the check digit, 1234567890123456 too',
    'DE89 3704 0044 0532 0130 01 and GB00WEST12345698765432',
    'order 12345-6 of 2026-11-24 10:15:30, 1700000000000 ms, version 1.2.3.4.5, 127.0.0.1',
    'std::vector<int>, a::b, 10:20:30, @mention, user@localhost',
    '000-12-3456 and 666-12-3456 and 900-12-3456',
    'password: required, token: undefined, secret: ${SECRET}, "password": "string"',
    '0b1f4f0c-8a59-4f0c-9d5c-7d0f7f5a1c11 and 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'sk-a task-force risk-averse',
  ];
  expect(texts.flatMap(found)).toEqual([]);
});

test('characters that nobody sees, and look-alikes, hide nothing', () => {
  expect(found('4\u200b111 11\u200d11 1111 11\u206011')).toHaveLength(1);
  expect(found('４１１１１１１１１１１１１１１１')).toHaveLength(1);
  expect(found('٤١١١ ١١١١ ١١١١ ١١١١')).toHaveLength(1);
  expect(found('bоb＠ехample．com')).toEqual(['email: bоb＠ехample．com']);
  expect(found('4111‑1111‑1111‑1111')).toHaveLength(1);
});

test('only what was asked for is looked for', () => {
  const text = 'bob@example.com 192.168.10.4';
  expect(findSensitive(text, new Set(['ip_address'])).map(({ kind }) => kind)).toEqual(['ip_address']);
});

test('redaction leaves the rest of a text as it is, and nothing that is found again', () => {
  fc.assert(
    fc.property(fragments, (text) => {
      const findings = findSensitive(text);
      const redacted = redact(text, findings);
      let rest = redacted;
      let from = 0;
      for (const { start, end, kind } of findings) {
        expect(start).toBeGreaterThanOrEqual(from);
        expect(rest.startsWith(`${text.slice(from, start)}[${kind.toUpperCase()}]`)).toBe(true);
        rest = rest.slice(start - from + kind.length + 2);
        from = end;
      }
      expect(rest).toBe(text.slice(from));
    }),
    { numRuns: 300 },
  );
});

test('what is settled stays, whatever comes after', () => {
  fc.assert(
    fc.property(fragments, fc.nat(), (text, point) => {
      const head = text.slice(0, point % (text.length + 1));
      const settled = settledLength(head);
      const before = (source: string): unknown => findSensitive(source).filter(({ start }) => start < settled);
      const [known, all] = [before(head), before(text)] as { end: number }[][];
      // What begins before and is joined with what follows may grow; its place and kind stay.
      expect(known?.map((finding) => ({ ...finding, end: Math.min(finding.end, settled) }))).toEqual(
        all?.map((finding) => ({ ...finding, end: Math.min(finding.end, settled) })),
      );
    }),
    { numRuns: 1_000 },
  );
});

test('a long text of nothing but beginnings comes to its end: a search that was not linear would take hours', () => {
  const pieces = [
    'a@',
    '1 2 3 4 ',
    '1.',
    '4111-',
    '+1 ',
    'DE89 ',
    'password:',
    'eyJ',
    '-----BEGIN PRIVATE KEY-----',
    'a:',
    'aB3',
    'sk-',
  ];
  for (const piece of pieces) {
    const text = piece.repeat(Math.ceil(200_000 / piece.length));
    expect(findSensitive(text).length).toBeLessThan(text.length / piece.length);
    expect(settledLength(text)).toBeLessThanOrEqual(text.length);
  }
});
