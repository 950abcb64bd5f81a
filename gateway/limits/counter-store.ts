import { LRUCache } from 'lru-cache';
import { MemoryCounters, type Operation, type Verdict } from '../../core/limits/counters.ts';

/** Where counters are kept: one for all replicas, so that a limit holds across them. */
export interface CounterStore {
  /** Carries the operations out in their order, in one round trip. Fails as a whole. */
  apply(operations: readonly Operation[]): Promise<readonly Verdict[]>;
}

/** Counters of this process alone, for a gateway that is the only one. */
export function ownCounters(): CounterStore {
  const counters = new MemoryCounters(new LRUCache({ max: OWN_CAPACITY }));
  return { apply: async (operations) => operations.map((operation) => counters.apply(operation)) };
}

const OWN_CAPACITY = 50_000;

interface Waiting {
  readonly operation: Operation;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_OPERATIONS = 100;
const MAX_RUNNING = 2;

/** Sends what waits together: while a round trip is under way, all that comes meanwhile goes with the next one. */
export class CounterBatch {
  readonly #store: CounterStore;
  #waiting: Waiting[] = [];
  #running = 0;
  #scheduled = false;

  constructor(store: CounterStore) {
    this.#store = store;
  }

  apply(operation: Operation): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ operation, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#running >= MAX_RUNNING || this.#waiting.length === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      void this.#send(this.#waiting.splice(0, MAX_OPERATIONS));
    });
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    this.#running += 1;
    try {
      const verdicts = await this.#store.apply(batch.map(({ operation }) => operation));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const verdict = verdicts[index];
        if (verdict === undefined) reject(new Error('The store of counters left an operation unanswered.'));
        else resolve(verdict);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#running -= 1;
      this.#schedule();
    }
  }
}
