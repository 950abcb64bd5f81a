import { LRUCache } from 'lru-cache';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import { Breaker } from './breaker.ts';
import { RetryBudget } from './retry-budget.ts';

/** What keeps one route version from asking one of its targets too much. */
export interface TargetGuard {
  readonly breaker: Breaker;
  readonly retries: RetryBudget;
}

const MAX_GUARDS = 10_000;

/**
 * Guards outlive snapshots. Each version has its own, even for a target that others use too: a candidate whose requests
 * fail must not take the target, or its retries, away from stable.
 */
export class TargetGuards {
  readonly #byName = new LRUCache<string, TargetGuard>({ max: MAX_GUARDS });

  of(name: string, { breaker, retries }: Pick<RouteVersionConfig, 'breaker' | 'retries'>): TargetGuard {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const guard = { breaker: new Breaker(breaker), retries: new RetryBudget(retries.budget) };
    this.#byName.set(name, guard);
    return guard;
  }

  counts(): { readonly openBreakers: number; readonly breakerOpenings: number } {
    let [openBreakers, breakerOpenings] = [0, 0];
    for (const { breaker } of this.#byName.values()) {
      if (breaker.isOpen) openBreakers += 1;
      breakerOpenings += breaker.openings;
    }
    return { openBreakers, breakerOpenings };
  }
}
