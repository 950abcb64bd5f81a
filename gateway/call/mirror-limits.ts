import { LRUCache } from 'lru-cache';
import type { MirrorRule } from '../../core/route/mirror-schema.ts';

/** Why a copy of a request was not made. */
export type MirrorDrop = 'concurrency' | 'rate' | 'spend' | 'no_price' | 'side_effects';

const MAX_RULES = 10_000;
const DAY_MS = 86_400_000;

/** What the standing rules have used of their limits, in this replica. */
export class MirrorLimits {
  readonly #byRule = new LRUCache<string, RuleUse>({ max: MAX_RULES });

  /** By a name that is the rule's alone. */
  of(name: string): RuleUse {
    const known = this.#byRule.get(name);
    if (known !== undefined) return known;
    const use = new RuleUse();
    this.#byRule.set(name, use);
    return use;
  }
}

class RuleUse {
  #running = 0;
  #tokens: number | undefined;
  #refilledAt = 0;
  #day = 0;
  #spentUsd = 0;
  #unpriced = false;

  /** Takes a place under the rule's limits, or says which one does not allow it. `now` is of the monotonic clock, ms. */
  begin(rule: MirrorRule, now: number, wallMs: number): MirrorDrop | undefined {
    if (this.#running >= rule.maxConcurrent) return 'concurrency';
    const spend = this.#spendProblem(rule, wallMs);
    if (spend !== undefined) return spend;
    if (!this.#takeToken(rule.maxPerSecond, now)) return 'rate';
    this.#running += 1;
    return undefined;
  }

  /** `costUsd` is absent where nobody knows it; `answered` says whether there was anything to pay for. */
  end({ costUsd, answered }: { readonly costUsd?: number | undefined; readonly answered: boolean }): void {
    this.#running -= 1;
    this.#spentUsd += costUsd ?? 0;
    if (answered && costUsd === undefined) this.#unpriced = true;
  }

  #spendProblem({ maxSpendUsdPerDay }: MirrorRule, wallMs: number): MirrorDrop | undefined {
    const day = Math.floor(wallMs / DAY_MS);
    if (day !== this.#day) {
      this.#day = day;
      this.#spentUsd = 0;
      this.#unpriced = false;
    }
    if (maxSpendUsdPerDay === undefined) return undefined;
    if (this.#unpriced) return 'no_price';
    return this.#spentUsd >= maxSpendUsdPerDay ? 'spend' : undefined;
  }

  /** A bucket that holds one second's worth, and one at least. */
  #takeToken(perSecond: number, now: number): boolean {
    const most = Math.max(1, perSecond);
    const refilled = (this.#tokens ?? most) + ((now - this.#refilledAt) * perSecond) / 1_000;
    this.#tokens = Math.min(most, refilled);
    this.#refilledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
