import type { ModelPrice } from '../route/provider.ts';
import type { TokenUsage } from './outcome.ts';

/** What a model costs; from some length of the prompt on, some have another price for the whole call. */
export interface CallPrice extends ModelPrice {
  /** By rising length of the prompt. */
  readonly above?: readonly { readonly promptTokens: number; readonly price: ModelPrice }[];
}

const PER_MILLION = 1e-6;

/** US dollars of one call. A part of the tokens that has no price of its own costs what the others do. */
export function callCostUsd(price: CallPrice, usage: TokenUsage): number {
  const { inputPerMillionUsd: input, outputPerMillionUsd: output, ...rates } = priceAt(price, usage.promptTokens);
  const { promptTokens, completionTokens, cachedPromptTokens: cached = 0, cacheWritePromptTokens: written = 0 } = usage;
  const { audioPromptTokens: heard = 0, audioCompletionTokens: spoken = 0 } = usage;
  const perMillion =
    promptTokens * input +
    cached * ((rates.cachedInputPerMillionUsd ?? input) - input) +
    written * ((rates.cacheWriteInputPerMillionUsd ?? input) - input) +
    heard * ((rates.audioInputPerMillionUsd ?? input) - input) +
    completionTokens * output +
    spoken * ((rates.audioOutputPerMillionUsd ?? output) - output);
  return Math.max(0, perMillion) * PER_MILLION;
}

function priceAt(price: CallPrice, promptTokens: number): ModelPrice {
  return price.above?.findLast((tier) => promptTokens > tier.promptTokens)?.price ?? price;
}
