import { calcPrice, findProvider, type ModelPrice as Listed } from '@pydantic/genai-prices';
import type { CallPrice } from '../../core/llm/cost.ts';
import type { ModelPrice, ProviderConfig } from '../../core/route/provider.ts';

/**
 * What a model of the provider costs: as its configuration says, else as the list of public prices does for the vendor at
 * its address, today. `undefined` where neither knows it: a price that is not known is missing, not zero, and a model at
 * an address that the list does not know is not taken for the model of that name at another one.
 */
export function priceOf({ kind, baseUrl, prices }: ProviderConfig, model: string): CallPrice | undefined {
  const own = Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (own !== undefined) return own;
  const vendor = findProvider(kind === 'azure-openai' ? { providerId: 'azure' } : { providerApiUrl: baseUrl });
  const listed = vendor && calcPrice({ input_tokens: 0, output_tokens: 0 }, model, { provider: vendor })?.model_price;
  return listed && callPrice(listed);
}

function callPrice(listed: Listed): CallPrice | undefined {
  const price = priceFrom(listed, 0);
  const lengths = new Set(
    Object.values(listed)
      .flatMap(tiers)
      .map(({ start }) => start),
  );
  const above = Array.from(lengths)
    .toSorted((one, other) => one - other)
    .flatMap((promptTokens) => {
      const longer = priceFrom(listed, promptTokens);
      return longer === undefined ? [] : [{ promptTokens, price: longer }];
    });
  return price && { ...price, ...(above.length > 0 && { above }) };
}

/** The price of calls whose prompt is longer than `promptTokens`. */
function priceFrom(listed: Listed, promptTokens: number): ModelPrice | undefined {
  const at = (name: string): number | undefined => {
    const entry = listed[name];
    const tier = tiers(entry).findLast(({ start }) => start <= promptTokens);
    return tier?.price ?? (typeof entry === 'object' ? entry.base : entry);
  };
  const [input, output] = [at('input_mtok'), at('output_mtok') ?? 0];
  if (input === undefined) return undefined;
  const [cached, written] = [at('cache_read_mtok'), at('cache_write_mtok')];
  const [heard, spoken] = [at('input_audio_mtok'), at('output_audio_mtok')];
  return {
    inputPerMillionUsd: input,
    outputPerMillionUsd: output,
    ...(cached !== undefined && { cachedInputPerMillionUsd: cached }),
    ...(written !== undefined && { cacheWriteInputPerMillionUsd: written }),
    ...(heard !== undefined && { audioInputPerMillionUsd: heard }),
    ...(spoken !== undefined && { audioOutputPerMillionUsd: spoken }),
  };
}

function tiers(entry: Listed[string]): readonly { readonly start: number; readonly price: number }[] {
  return typeof entry === 'object' ? entry.tiers : [];
}
