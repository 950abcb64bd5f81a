import { LRUCache } from 'lru-cache';
import type { CallFacts } from '../../core/llm/facts.ts';

/** An answer as the provider gave it, before any guardrail. */
export interface KeptAnswer {
  /** One character for each byte: the body, or all events of a stream. */
  readonly bytes: string;
  readonly facts: CallFacts;
  readonly storedAtMs: number;
}

export interface SpaceLimits {
  readonly ttlMs: number;
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Where answers are kept. A space is a version of a route as it is served: its answers go together. */
export interface AnswerStore {
  get(space: string, key: string): Promise<KeptAnswer | undefined> | KeptAnswer | undefined;
  set(space: string, key: string, answer: KeptAnswer, limits: SpaceLimits): Promise<void> | void;
  /** Forgets all spaces but those. */
  keepOnly(spaces: ReadonlySet<string>): void;
}

/** What all routes together may take of a replica's memory. */
const TOTAL_BYTES = 128 * 1024 * 1024;
const MAX_SPACES = 1_000;
const ENTRY_OVERHEAD = 512;

/** Answers in this replica's memory: bounded in all, and by each version's own limits. */
export class MemoryAnswers implements AnswerStore {
  readonly #answers = new LRUCache<string, KeptAnswer>({ maxSize: TOTAL_BYTES, sizeCalculation: sizeOf });
  /** By space: the size of each of its answers. */
  readonly #spaces = new LRUCache<string, LRUCache<string, number>>({
    max: MAX_SPACES,
    dispose: (keys) => keys.clear(),
  });

  /** Bytes and answers that are kept. */
  get size(): { readonly bytes: number; readonly answers: number } {
    return { bytes: this.#answers.calculatedSize, answers: this.#answers.size };
  }

  get(space: string, key: string): KeptAnswer | undefined {
    const keys = this.#spaces.get(space);
    return keys?.get(key) === undefined ? undefined : this.#answers.get(`${space} ${key}`);
  }

  set(space: string, key: string, answer: KeptAnswer, limits: SpaceLimits): void {
    const bytes = sizeOf(answer);
    if (bytes > limits.maxBytes) return;
    let keys = this.#spaces.get(space);
    if (keys === undefined) this.#spaces.set(space, (keys = this.#newSpace(space, limits)));
    this.#answers.set(`${space} ${key}`, answer, { ttl: limits.ttlMs });
    keys.set(key, bytes);
  }

  keepOnly(spaces: ReadonlySet<string>): void {
    for (const space of Array.from(this.#spaces.keys())) if (!spaces.has(space)) this.#spaces.delete(space);
  }

  #newSpace(space: string, { maxEntries, maxBytes }: SpaceLimits): LRUCache<string, number> {
    return new LRUCache<string, number>({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: (bytes) => bytes,
      dispose: (_bytes, key, reason) => {
        if (reason !== 'set') this.#answers.delete(`${space} ${key}`);
      },
    });
  }
}

function sizeOf({ bytes }: KeptAnswer): number {
  return bytes.length + ENTRY_OVERHEAD;
}
