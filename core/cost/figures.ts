/** What cost is judged by: sums, and how many calls they are of. */
export interface CostSums {
  readonly calls: number;
  readonly failed: number;
  readonly cacheLookups: number;
  readonly cacheHits: number;
  readonly costed: number;
  readonly costUsd: number;
  readonly metered: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface CostRates {
  readonly costPerCallUsd: number | null;
  readonly promptTokensPerCall: number | null;
  readonly completionTokensPerCall: number | null;
  readonly cacheHitRate: number | null;
}

/** By call; null where no call tells. An answer from the cache costs nothing; a call whose cost is not known is left out. */
export function ratesOf(sums: CostSums): CostRates {
  return {
    costPerCallUsd: ratio(sums.costUsd, sums.costed === 0 ? 0 : sums.costed + sums.cacheHits),
    promptTokensPerCall: ratio(sums.promptTokens, sums.metered),
    completionTokensPerCall: ratio(sums.completionTokens, sums.metered),
    cacheHitRate: ratio(sums.cacheHits, sums.cacheLookups),
  };
}

export function ratio(amount: number, by: number): number | null {
  return by > 0 ? amount / by : null;
}

/** Growth as a share: 0.25 is a quarter more; null where either is missing, or nothing was there before. */
export function growthOf(before: number | null, now: number | null): number | null {
  return before === null || now === null || before <= 0 ? null : now / before - 1;
}
