import type { ModelPrice } from '../route/provider.ts';
import type { TokenUsage } from './outcome.ts';

const PER_MILLION = 1e-6;

/** US dollars of one call. Cached prompt tokens have their own price where one is known, else the full one. */
export function callCostUsd(price: ModelPrice, usage: TokenUsage): number {
  const cached = usage.cachedPromptTokens ?? 0;
  const cachedPrice = price.cachedInputPerMillionUsd ?? price.inputPerMillionUsd;
  const input = (usage.promptTokens - cached) * price.inputPerMillionUsd + cached * cachedPrice;
  return (input + usage.completionTokens * price.outputPerMillionUsd) * PER_MILLION;
}
