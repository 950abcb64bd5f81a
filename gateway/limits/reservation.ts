import { NOTHING, type Use } from '../../core/limits/amounts.ts';
import type { Entry, Reading } from '../../core/limits/counters.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import { amountText } from '../../core/limits/amounts.ts';
import { type Claim, usedAmount } from './claim.ts';
import { limitHeaders } from './limit-headers.ts';

interface Settler {
  adjust(entries: readonly Entry[]): void;
}

/** What is kept back for a call until it is known what it used. */
export class Reservation {
  /** Names and values in turns, for the answer. */
  readonly headers: readonly string[];
  /** What the call's trace came near to or passed, as sentences. */
  readonly warnings: readonly string[];

  readonly #settler: Settler;
  readonly #claims: readonly Claim[];
  #used: Use = NOTHING;
  /** Whether a call ended whose use nobody knows: all that was reserved stays counted. */
  #unknown = false;
  #settled = false;

  constructor(settler: Settler, claims: readonly Claim[], readings: readonly Reading[], nowMs: number) {
    this.#settler = settler;
    this.#claims = claims;
    this.warnings = claims.flatMap((claim, index) => traceWarning(claim, readings[index]));
    const warned = this.warnings.length === 0 ? [] : ['x-tidegate-budget-warning', this.warnings.join('; ')];
    this.headers = [...limitHeaders(claims, readings, nowMs), ...warned];
  }

  /** Takes what one of the request's calls to a target came to. */
  add(outcome: Pick<Outcome, 'usage' | 'costUsd' | 'status' | 'cache'>): void {
    const { usage, costUsd = 0, status, cache } = outcome;
    if (cache === 'hit') return;
    if (usage === undefined && status >= 200 && status < 300) this.#unknown = true;
    const tokens = usage === undefined ? 0 : usage.promptTokens + usage.completionTokens;
    const use = { requests: 0, tokens, usd: costUsd };
    if (this.#settled) return this.#settler.adjust(this.#entries((claim) => usedAmount(claim, use), isSpend));
    this.#used = { requests: 0, tokens: this.#used.tokens + tokens, usd: this.#used.usd + costUsd };
    return undefined;
  }

  /** The request is over: what was not used is given back. A request that the gateway could not serve costs none. */
  settle(answered: boolean): void {
    if (this.#settled) return;
    this.#settled = true;
    const use = { ...this.#used, requests: answered ? 1 : 0 };
    this.#settler.adjust(
      this.#entries(
        (claim) => this.#settledAmount(claim, use) - claim.entry.amount,
        () => true,
      ),
    );
  }

  #settledAmount(claim: Claim, use: Use): number {
    const used = usedAmount(claim, use);
    return this.#unknown && isSpend(claim) ? Math.max(used, claim.entry.amount) : used;
  }

  #entries(amount: (claim: Claim) => number, which: (claim: Claim) => boolean): Entry[] {
    return this.#claims
      .filter(which)
      .map((claim) => ({ ...claim.entry, amount: amount(claim) }))
      .filter((entry) => entry.amount !== 0);
  }
}

function isSpend({ measure }: Claim): boolean {
  return measure === 'tokens' || measure === 'usd';
}

function traceWarning(claim: Claim, reading: Reading | undefined): string[] {
  if (claim.kind !== 'trace' || claim.warn === undefined || reading === undefined || reading.sum < claim.warn)
    return [];
  const { measure, stop } = claim;
  const text = (amount: number): string => (measure === 'usd' ? amountText('usd', amount) : `${amount} calls`);
  return [`trace ${measure}: ${text(reading.sum)}${stop === undefined ? '' : ` of ${text(stop)}`}`];
}
