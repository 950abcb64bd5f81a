import { expect, test } from '@jest/globals';
import { chat } from '../../gateway/endpoint/chat.ts';
import { expectedUse } from '../../gateway/limits/estimate.ts';
import { readAppRequest } from '../../gateway/request/app-request.ts';

const promptTokens = (content: string): number => {
  const body = Buffer.from(JSON.stringify({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content }] }));
  return expectedUse(readAppRequest(chat, body), {}, undefined).tokens;
};

test('what is encoded counts as so many tokens, however long it is', () => {
  const one = promptTokens(`data:image/png;base64,${'A'.repeat(10_000)}`);
  expect(promptTokens(`data:image/png;base64,${'A'.repeat(1_000_000)}`)).toBe(one);
});

// Where a run is looked through from each of its places, this takes half an hour and not a second.
test('a body made of runs that are just too short to be encoded is read in one go', () => {
  expect(promptTokens(`${'A'.repeat(2_047)} `.repeat(10_000))).toBeGreaterThan(5_000_000);
}, 60_000);
