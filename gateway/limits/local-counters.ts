import { LRUCache } from 'lru-cache';
import { type Entry, MemoryCounters, type Operation, type Reading } from '../../core/limits/counters.ts';
import type { KeyLimit } from '../../core/limits/limit.ts';

const CAPACITY = 50_000;
const ENTRIES_PER_OPERATION = 50;

export interface LocalClaim {
  readonly entry: Entry;
  readonly onStoreFailure: KeyLimit['onStoreFailure'];
}

export type LocalVerdict = { readonly refusedBy: number; readonly closed: boolean } | undefined;

/**
 * Keeps limits while the store of counters is away, by what this replica knows: the last sum that the store told, and
 * what the replica itself has let pass since. It takes every other replica to let pass as much, so that all together
 * stay within the limit. What was used is owed to the store, and told once it is back.
 */
export class LocalCounters {
  readonly #known = new LRUCache<string, { bucket: number; sum: number }>({ max: CAPACITY });
  readonly #own = new MemoryCounters(new LRUCache({ max: CAPACITY }));
  #debts = new Map<string, Entry>();

  get size(): number {
    return this.#known.size + this.#own.size + this.#debts.size;
  }

  /** Remembers what the store says of a counter. */
  learn({ counter, bucket }: Entry, { sum }: Reading): void {
    this.#known.set(counter, { bucket, sum });
  }

  /** Takes all amounts, or none where one of the limits has no room, or is to be closed. */
  reserve(claims: readonly LocalClaim[], replicas: number): LocalVerdict {
    const refusedBy = claims.findIndex((claim) => !this.#hasRoom(claim, replicas));
    if (refusedBy >= 0) return { refusedBy, closed: claims[refusedBy]?.onStoreFailure === 'closed' };
    for (const { entry } of claims) this.#owe('reserve', entry);
    return undefined;
  }

  adjust(entries: readonly Entry[]): void {
    for (const entry of entries) this.#owe('adjust', entry);
  }

  /** What has to be told to the store, which is taken for told. */
  takeDebts(): Operation[] {
    const debts = Array.from(this.#debts.values());
    this.#debts = new Map();
    const operations: Operation[] = [];
    for (const kind of ['reserve', 'adjust'] as const) {
      const entries = debts.filter(({ amount }) => (kind === 'reserve' ? amount > 0 : amount < 0));
      for (let at = 0; at < entries.length; at += ENTRIES_PER_OPERATION)
        operations.push({ kind, entries: entries.slice(at, at + ENTRIES_PER_OPERATION) });
    }
    return operations;
  }

  /** What could not be told after all. */
  owe(operations: readonly Operation[]): void {
    for (const entry of operations.flatMap(({ entries }) => entries)) this.#add(entry);
  }

  /** The store knows all of it. */
  forgetOwn(): void {
    this.#own.clear();
  }

  #hasRoom({ entry, onStoreFailure }: LocalClaim, replicas: number): boolean {
    if (onStoreFailure === 'closed') return false;
    if (entry.max === undefined || onStoreFailure === 'open') return true;
    const known = this.#known.get(entry.counter);
    const before = known !== undefined && known.bucket >= entry.from ? known.sum : 0;
    return before + (this.#own.read(entry).sum + entry.amount) * replicas <= entry.max;
  }

  #owe(kind: Operation['kind'], { max: _max, ...entry }: Entry): void {
    this.#own.apply({ kind, entries: [entry] });
    this.#add(entry);
  }

  #add({ max: _max, ...entry }: Entry): void {
    const id = `${entry.bucket} ${entry.counter}`;
    const amount = (this.#debts.get(id)?.amount ?? 0) + entry.amount;
    if (this.#debts.has(id) || this.#debts.size < CAPACITY) this.#debts.set(id, { ...entry, amount });
  }
}
