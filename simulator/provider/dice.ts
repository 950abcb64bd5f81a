import type { Quantiles } from './behaviour.ts';

/** Standard normal quantile of 0.99. */
const Z99 = 2.3263478740408408;

/** The random draws of one call. The same (seed, model, index of the call) always draws the same. */
export class Dice {
  #state: number;

  constructor(seed: number, model: string, callIndex: number) {
    this.#state = hash(`${seed}/${model}/${callIndex}`);
  }

  /** Uniform in [0, 1): mulberry32. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  happens(rate: number): boolean {
    return this.uniform() < rate;
  }

  /** Log-normal with the given median and 99th percentile; 0 where the median is 0. */
  logNormal({ p50, p99 }: Quantiles): number {
    if (p50 === 0) return 0;
    return p50 * Math.exp((Math.log(p99 / p50) / Z99) * this.#normal());
  }

  /** Box-Muller. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
