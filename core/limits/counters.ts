/**
 * What the stores of counters understand, whichever keeps them: Postgres, Redis, or a replica's own memory while the
 * store is away. All of them do the same; a test holds them to it. Amounts are whole numbers of the limit's unit.
 */
export interface Entry {
  readonly counter: string;
  readonly bucket: number;
  /** Buckets before this one count no longer. */
  readonly from: number;
  readonly amount: number;
  /** What the sum must not exceed; absent where it is only counted. */
  readonly max?: number | undefined;
  /** How long the counter is kept after this, ms. */
  readonly keepMs: number;
}

export interface Operation {
  /**
   * `reserve` adds all amounts, or none where one of them would exceed its maximum. `adjust` corrects what was
   * reserved: its amounts may be negative, and a bucket that is gone is left alone.
   */
  readonly kind: 'reserve' | 'adjust';
  readonly entries: readonly Entry[];
}

export interface Reading {
  /** The window's sum after the operation; before it, where it was refused. */
  readonly sum: number;
  /** The first bucket of the window with anything in it. */
  readonly oldest: number | null;
}

export interface Verdict {
  /** Index of the first entry that has no room; absent where all was done. */
  readonly refusedBy?: number;
  readonly readings: readonly Reading[];
}

/** Amounts by bucket. */
type Buckets = Map<number, number>;

/** Where counters lie: a Map, or a cache that forgets what was not used for longest. */
export interface CounterMap {
  readonly size: number;
  get(counter: string): Buckets | undefined;
  set(counter: string, buckets: Buckets): unknown;
  clear(): void;
}

/** Counters in memory. */
export class MemoryCounters {
  readonly #counters: CounterMap;

  constructor(counters: CounterMap = new Map<string, Buckets>()) {
    this.#counters = counters;
  }

  get size(): number {
    return this.#counters.size;
  }

  apply({ kind, entries }: Operation): Verdict {
    const before = entries.map((entry) => this.read(entry));
    const refusedBy = entries.findIndex(
      ({ amount, max }, index) => max !== undefined && (before[index]?.sum ?? 0) + amount > max,
    );
    if (kind === 'reserve' && refusedBy >= 0) return { refusedBy, readings: before };
    for (const entry of entries) this.#add(kind, entry);
    return { readings: entries.map((entry) => this.read(entry)) };
  }

  read({ counter, from }: Pick<Entry, 'counter' | 'from'>): Reading {
    let sum = 0;
    let oldest: number | null = null;
    for (const [bucket, amount] of this.#counters.get(counter) ?? []) {
      if (bucket < from) continue;
      sum += amount;
      if (amount > 0 && (oldest === null || bucket < oldest)) oldest = bucket;
    }
    return { sum, oldest };
  }

  clear(): void {
    this.#counters.clear();
  }

  #add(kind: Operation['kind'], { counter, bucket, from, amount }: Entry): void {
    const buckets = this.#counters.get(counter) ?? (new Map() as Buckets);
    if (kind === 'adjust' && !buckets.has(bucket)) return;
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + amount);
    for (const known of buckets.keys()) if (known < from) buckets.delete(known);
    this.#counters.set(counter, buckets);
  }
}
