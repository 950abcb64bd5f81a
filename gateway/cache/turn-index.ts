import { LRUCache } from 'lru-cache';

/** An answer's key, under the meaning of the turn that it answers. */
interface Turn {
  /** Of length one. */
  readonly vector: Float32Array;
  readonly key: string;
}

const MAX_CONTEXTS = 2_000;
const MAX_TURNS = 256;
const MAX_BYTES = 64 * 1024 * 1024;

/** Finds the turn that means the most alike, among those that were asked in the same context. Bounded in memory. */
export class TurnIndex {
  readonly #contexts = new LRUCache<string, readonly Turn[]>({
    max: MAX_CONTEXTS,
    maxSize: MAX_BYTES,
    sizeCalculation: (turns) => turns.reduce((bytes, { vector }) => bytes + vector.byteLength + 128, 1),
  });

  /** The key under the likest turn, where its cosine is at least that. */
  nearest(context: string, vector: Float32Array, least: number): string | undefined {
    let best: { key: string; cosine: number } | undefined;
    for (const turn of this.#contexts.get(context) ?? []) {
      const cosine = dot(turn.vector, vector);
      if (cosine >= least && (best === undefined || cosine > best.cosine)) best = { key: turn.key, cosine };
    }
    return best?.key;
  }

  add(context: string, vector: Float32Array, key: string): void {
    const others = (this.#contexts.get(context) ?? []).filter((turn) => turn.key !== key);
    this.#contexts.set(context, [...others.slice(1 - MAX_TURNS), { vector, key }]);
  }
}

/** The vector at length one; `undefined` for one that has no direction. */
export function unitVector(values: readonly number[]): Float32Array | undefined {
  const length = Math.hypot(...values);
  if (!Number.isFinite(length) || length === 0) return undefined;
  return Float32Array.from(values, (value) => value / length);
}

/** NaN, which is at least nothing, where the two are not of one model. */
function dot(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return NaN;
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}
