import { expect, test } from '@jest/globals';
import { providerSchema } from '../../core/route/provider-schema.ts';
import { priceOf } from '../../gateway/upstream/price-list.ts';

const provider = (baseUrl: string, more: object = {}): ReturnType<typeof providerSchema.parse> =>
  providerSchema.parse({ id: 'p', kind: 'openai-compatible', baseUrl, ...more });

test('a vendor that the public list knows by its address has prices without being told', () => {
  const price = priceOf(provider('https://api.openai.com/v1'), 'gpt-4o-mini');
  expect(price).toMatchObject({ inputPerMillionUsd: 0.15, cachedInputPerMillionUsd: 0.075, outputPerMillionUsd: 0.6 });
  const anthropic = priceOf(provider('https://api.anthropic.com', { kind: 'anthropic' }), 'claude-sonnet-4-5');
  expect(anthropic?.cacheWriteInputPerMillionUsd).toBeGreaterThan(anthropic?.inputPerMillionUsd ?? Infinity);
});

test('a price of the configuration goes before the list', () => {
  const prices = { 'gpt-4o-mini': { inputPerMillionUsd: 1, outputPerMillionUsd: 3 } };
  expect(priceOf(provider('https://api.openai.com/v1', { prices }), 'gpt-4o-mini')).toEqual(prices['gpt-4o-mini']);
});

test('a price that nobody knows is missing, not zero', () => {
  expect(priceOf(provider('https://api.openai.com/v1'), 'a-model-of-tomorrow')).toBeUndefined();
  expect(priceOf(provider('http://127.0.0.1:8099/v1'), 'gpt-4o-mini')).toBeUndefined();
  expect(priceOf(provider('https://llm.internal.example/v1'), 'gpt-4o-mini')).toBeUndefined();
});

test('a model whose long prompts cost more has both prices', () => {
  const google = provider('https://generativelanguage.googleapis.com/v1beta/openai');
  const price = priceOf(google, 'gemini-2.5-pro');
  expect(price?.above?.[0]?.promptTokens).toBe(200_000);
  expect(price?.above?.[0]?.price.inputPerMillionUsd).toBeGreaterThan(price?.inputPerMillionUsd ?? Infinity);
});
