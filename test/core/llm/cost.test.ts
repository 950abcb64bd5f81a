import { expect, test } from '@jest/globals';
import { callCostUsd } from '../../../core/llm/cost.ts';

const PRICE = { inputPerMillionUsd: 2, outputPerMillionUsd: 10 };

test('cached, written and audio tokens cost what they cost by themselves', () => {
  const price = {
    ...PRICE,
    cachedInputPerMillionUsd: 0.5,
    cacheWriteInputPerMillionUsd: 2.5,
    audioInputPerMillionUsd: 40,
    audioOutputPerMillionUsd: 80,
  };
  const usage = {
    promptTokens: 1_000,
    cachedPromptTokens: 400,
    cacheWritePromptTokens: 300,
    audioPromptTokens: 100,
    completionTokens: 50,
    audioCompletionTokens: 20,
  };
  const micro = 200 * 2 + 400 * 0.5 + 300 * 2.5 + 100 * 40 + 30 * 10 + 20 * 80;
  expect(callCostUsd(price, usage)).toBeCloseTo(micro * 1e-6, 12);
});

test('a part without a price of its own costs what the others do', () => {
  const usage = { promptTokens: 1_000, cachedPromptTokens: 400, cacheWritePromptTokens: 100, completionTokens: 10 };
  expect(callCostUsd(PRICE, usage)).toBeCloseTo((1_000 * 2 + 10 * 10) * 1e-6, 12);
});

test('a long prompt has the price of long prompts, all of it', () => {
  const longer = { inputPerMillionUsd: 4, outputPerMillionUsd: 15 };
  const price = { ...PRICE, above: [{ promptTokens: 200_000, price: longer }] };
  const cost = (promptTokens: number): number => callCostUsd(price, { promptTokens, completionTokens: 0 });
  expect(cost(200_000)).toBeCloseTo(0.4, 12);
  expect(cost(200_001)).toBeCloseTo(0.800004, 12);
});
