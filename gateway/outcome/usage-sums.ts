import type { Outcome } from '../../core/llm/outcome.ts';
import type { UsageHour } from '../../core/llm/usage.ts';

const HOUR_MS = 3_600_000;
/** Replicas write the same rows, and one waits for the other: not with each flush. */
const EVERY_MS = 5_000;
/** Combinations of route, version, arm, key, tenant and team with sums of their own in one hour; the rest together. */
const MOST_AN_HOUR = 2_000;
const OTHER = 'other';

/** What calls used, summed by hour until it is written. */
export class UsageSums {
  readonly #clock: () => number;
  #sums = new Map<string, Mutable<UsageHour>>();
  #known = new Set<string>();
  #knownHour = 0;
  #takenAt = -Infinity;

  /** A monotonic clock, ms. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#sums.size === 0;
  }

  get isDue(): boolean {
    return !this.isEmpty && this.#clock() - this.#takenAt >= EVERY_MS;
  }

  add(outcome: Outcome): void {
    const sum = this.#sumOf(outcome);
    const { costUsd, usage, cache, status, errorType } = outcome;
    sum.calls += 1;
    if (status < 200 || status > 299 || errorType !== undefined) sum.failed += 1;
    if (cache !== 'off') sum.cacheLookups += 1;
    if (cache === 'hit') sum.cacheHits += 1;
    if (costUsd !== undefined) {
      sum.costed += 1;
      sum.costUsd += costUsd;
    }
    if (usage !== undefined) {
      sum.metered += 1;
      sum.promptTokens += usage.promptTokens;
      sum.completionTokens += usage.completionTokens;
    }
  }

  /** All that was summed; the next sums start anew. */
  take(): readonly UsageHour[] {
    const sums = [...this.#sums.values()];
    this.#sums = new Map();
    this.#takenAt = this.#clock();
    return sums;
  }

  #sumOf({ startedAtMs, route, routeVersion, arm, keyId = '', labels }: Outcome): Mutable<UsageHour> {
    const hourMs = Math.floor(startedAtMs / HOUR_MS) * HOUR_MS;
    const { tenant = '', team = '' } = labels;
    const key = `${hourMs} ${arm} ${routeVersion} ${route} ${keyId} ${tenant} ${team}`;
    const known = this.#sums.get(key);
    if (known !== undefined) return known;
    const of = { hourMs, route, routeVersion, arm };
    if (this.#hasRoom(key, hourMs)) return this.#open(key, { ...of, keyId, tenant, team });
    const shared = `${hourMs} ${arm} ${routeVersion} ${route}`;
    return this.#sums.get(shared) ?? this.#open(shared, { ...of, keyId: OTHER, tenant: OTHER, team: OTHER });
  }

  #open(key: string, of: Omit<UsageHour, keyof typeof NOTHING>): Mutable<UsageHour> {
    const fresh = { ...of, ...NOTHING };
    this.#sums.set(key, fresh);
    return fresh;
  }

  /** What apps send as tenant and team may be anything: a replica's rows of an hour are bounded. */
  #hasRoom(key: string, hourMs: number): boolean {
    if (hourMs > this.#knownHour) {
      this.#knownHour = hourMs;
      this.#known = new Set();
    }
    if (this.#known.has(key)) return true;
    if (this.#known.size >= MOST_AN_HOUR) return false;
    this.#known.add(key);
    return true;
  }
}

const NOTHING = {
  calls: 0,
  failed: 0,
  cacheLookups: 0,
  cacheHits: 0,
  costed: 0,
  costUsd: 0,
  metered: 0,
  promptTokens: 0,
  completionTokens: 0,
};

type Mutable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] };
