import { bucketIndex, type Histogram, upperEdge } from '../core/llm/histogram.ts';
import type { ValueTally } from '../core/llm/statistics.ts';
import { middleOf, type ReadTally, type ValueCells } from '../core/decision/value-cells.ts';
import type { Random } from './random.ts';

const Z99 = 2.326347874;
/** Standard deviations that the grid spans to both sides: one draw in a thousand million lies outside. */
const REACH = 6;
const MEAN_STRIDE = 5;

/**
 * A log-normal distribution on the histogram's grid, drawn from in constant time (Walker's and Vose's alias method).
 * `stride` keeps every so many buckets only: enough for means, and fewer numbers to handle.
 */
export class LogNormalGrid {
  readonly #indexes: readonly number[];
  readonly #middles: readonly number[];
  readonly #accept: Float64Array;
  readonly #alias: Int32Array;
  /** Counts of the draw under way, and where they are; all zero between draws. */
  readonly #counts: Int32Array;
  readonly #drawn: number[] = [];

  private constructor(logMedian: number, sigma: number, stride: number) {
    const spread = Math.max(sigma, 1e-3);
    const first = bucketIndex(Math.exp(logMedian - REACH * spread));
    const last = bucketIndex(Math.exp(logMedian + REACH * spread));
    const below = (index: number): number => normalBelow((Math.log(upperEdge(index)) - logMedian) / spread);
    const indexes = Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, at) => first + at * stride);
    this.#indexes = indexes;
    this.#middles = indexes.map((index) => middleOf(index));
    const half = stride / 2;
    const chances = indexes.map((index) => below(index - 0.5 + half) - below(index - 0.5 - half));
    [this.#accept, this.#alias] = aliasTable(chances);
    this.#counts = new Int32Array(chances.length);
  }

  static ofMedian(p50: number, p99: number): LogNormalGrid {
    return new LogNormalGrid(Math.log(p50), Math.log(p99 / p50) / Z99, 1);
  }

  /** By mean and 99 % quantile: of the two sigmas that fit, the smaller; the nearest one where none fits. */
  static ofMean(mean: number, p99: number): LogNormalGrid {
    const sigma = Z99 - Math.sqrt(Math.max(0, Z99 * Z99 - 2 * Math.max(0, Math.log(p99 / mean))));
    return new LogNormalGrid(Math.log(mean) - (sigma * sigma) / 2, sigma, MEAN_STRIDE);
  }

  draw(random: Random, count: number): ValueTally {
    const size = this.#indexes.length;
    for (let call = 0; call < count; call += 1) {
      const place = random.uniform() * size;
      const at = Math.floor(place);
      const chosen = place - at < (this.#accept[at] ?? 1) ? at : (this.#alias[at] ?? at);
      const before = this.#counts[chosen] ?? 0;
      if (before === 0) this.#drawn.push(chosen);
      this.#counts[chosen] = before + 1;
    }
    return this.#taken();
  }

  #taken(): ValueTally {
    const indexes: number[] = [];
    const amounts: number[] = [];
    const counts: number[] = [];
    let [sum, total] = [0, 0];
    for (const at of this.#drawn) {
      const count = this.#counts[at] ?? 0;
      const middle = this.#middles[at] ?? 0;
      this.#counts[at] = 0;
      indexes.push(this.#indexes[at] ?? 0);
      amounts.push(middle);
      counts.push(count);
      sum += count * middle;
      total += count;
    }
    this.#drawn.length = 0;
    return new DrawnTally({ count: total, sum, zero: 0, indexes, amounts, counts });
  }
}

/** Values as they were drawn; a histogram only for who asks for one. */
class DrawnTally implements ReadTally {
  readonly sum: number;
  readonly cells: ValueCells;
  #histogram: Histogram | undefined;

  constructor(cells: ValueCells) {
    this.sum = cells.sum;
    this.cells = cells;
  }

  get histogram(): Histogram {
    this.#histogram ??= histogramOf(this.cells);
    return this.#histogram;
  }
}

function histogramOf({ zero, indexes, counts }: ValueCells): Histogram {
  const buckets: Record<string, number> = {};
  for (const [at, index] of indexes.entries()) buckets[index] = counts[at] ?? 0;
  return { zero, buckets };
}

function aliasTable(chances: readonly number[]): [Float64Array, Int32Array] {
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  const accept = Float64Array.from(chances, (chance) => (chance / total) * chances.length);
  const alias = Int32Array.from(chances, (_, at) => at);
  const small = [...accept.keys()].filter((at) => (accept[at] ?? 0) < 1);
  const large = [...accept.keys()].filter((at) => (accept[at] ?? 0) >= 1);
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop() ?? 0;
    const rich = large[large.length - 1] ?? 0;
    alias[poor] = rich;
    accept[rich] = (accept[rich] ?? 0) - (1 - (accept[poor] ?? 0));
    if ((accept[rich] ?? 0) < 1) small.push(large.pop() ?? 0);
  }
  for (const at of [...small, ...large]) accept[at] = 1;
  return [accept, alias];
}

/** The standard normal distribution function (Abramowitz and Stegun, 7.1.26; error below 1.5e-7). */
function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const erf = 1 - series * Math.exp(-x * x);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
