import type { ProviderConfig } from '../route/provider.ts';
import type { JudgeSpec } from './judge.ts';

/**
 * Why a judge can not be asked, as a sentence; `undefined` where it can. What it may spend is limited by what its calls
 * cost, so a model without a price would be asked nothing, and its gates would hold for ever.
 */
export function judgeFault(judge: JudgeSpec, providers: readonly ProviderConfig[]): string | undefined {
  const provider = providers.find(({ id }) => id === judge.provider);
  if (provider === undefined) return `judge "${judge.name}": there is no provider "${judge.provider}"`;
  if (provider.kind !== 'openai-compatible')
    return `judge "${judge.name}": "${judge.provider}" is ${provider.kind}, and judges speak to openai-compatible providers only`;
  if (Object.hasOwn(provider.prices, judge.model)) return undefined;
  return `judge "${judge.name}": "${judge.provider}" has no price for ${judge.model}, by which its spending is limited: add it under the provider's prices`;
}
