import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chat } from '../../gateway/endpoint/chat.ts';
import { expectedUse } from '../../gateway/limits/estimate.ts';
import { readAppRequest } from '../../gateway/request/app-request.ts';

const TOKENS_OF_ENCODED = 1_000;
const LONGEST_TEXT = 2_047;

const tokensOf = (content: string): number => {
  const body = Buffer.from(JSON.stringify({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content }] }));
  return expectedUse(readAppRequest(chat, body), {}, undefined).tokens;
};

test('a body of text is taken for a quarter of its bytes, and what is encoded in it for as much as an image', () => {
  const parts = fc.array(
    fc.oneof(
      fc.constant('word '),
      fc.nat({ max: 2_000 }).map((more) => `${'A'.repeat(2_048 + more)} `),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(parts, (texts) => {
      const encoded = texts.filter((text) => text !== 'word ');
      const empty = tokensOf('');
      const words = 5 * (texts.length - encoded.length) + encoded.length;
      const expected = empty + words / 4 + encoded.length * TOKENS_OF_ENCODED;
      expect(Math.abs(tokensOf(texts.join('')) - expected)).toBeLessThanOrEqual(2);
    }),
  );
});

test('a body made of almost encoded runs is read once, not once for each of its bytes', () => {
  const runs = `${'a'.repeat(LONGEST_TEXT)} `.repeat(8_000); // 16 MB; a search that began anew at each byte took minutes
  expect(tokensOf(runs)).toBeGreaterThan(4_000_000);
});
