const TWO_TO_32 = 4_294_967_296;

/** A seeded generator and the draws that virtual traffic needs. The same seed gives the same run on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** sfc32, stirred until seeds that lie close together have nothing in common. */
  constructor(seed: number, stream: number) {
    this.#a = seed | 0;
    this.#b = stream | 0;
    this.#c = 0x9e3779b9 + Math.floor(seed / TWO_TO_32);
    for (let turn = 0; turn < 20; turn += 1) this.uniform();
  }

  /** In [0, 1). */
  uniform(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / TWO_TO_32;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Exact: by products of uniforms where few are expected, else by transformed rejection (Hörmann 1993, PTRS). */
  poisson(mean: number): number {
    if (mean >= 10) return this.#poissonByRejection(mean);
    const end = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > end; product *= this.uniform()) count += 1;
    return count;
  }

  #poissonByRejection(mean: number): number {
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const surelyInside = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const u = this.uniform() - 0.5;
      const v = this.uniform();
      const edge = 0.5 - Math.abs(u);
      const count = Math.floor(((2 * a) / edge + b) * u + mean + 0.43);
      if (edge >= 0.07 && v <= surelyInside) return count;
      if (count < 0 || (edge < 0.013 && v > edge)) continue;
      const height = Math.log((v * inverseAlpha) / (a / (edge * edge) + b));
      if (height <= count * Math.log(mean) - mean - logFactorial(count)) return count;
    }
  }

  /** Exact, by inversion, in parts small enough for the powers not to vanish. */
  binomial(count: number, rate: number): number {
    if (rate <= 0 || count <= 0) return 0;
    if (rate >= 1) return count;
    if (rate > 0.5) return count - this.binomial(count, 1 - rate);
    let events = 0;
    const most = Math.max(1, Math.floor(40 / rate));
    for (let left = count; left > 0; left -= most) events += this.#inverted(Math.min(left, most), rate);
    return events;
  }

  #inverted(count: number, rate: number): number {
    const odds = rate / (1 - rate);
    let chance = Math.exp(count * Math.log1p(-rate));
    let rest = this.uniform();
    let events = 0;
    while (rest > chance && events < count) {
      rest -= chance;
      chance *= (odds * (count - events)) / (events + 1);
      events += 1;
    }
    return events;
  }
}

const LOG_FACTORIALS = Array.from({ length: 21 }, (_, count) => {
  let sum = 0;
  for (let factor = 2; factor <= count; factor += 1) sum += Math.log(factor);
  return sum;
});

/** Exact to ten digits: a table, then Stirling's series. */
function logFactorial(count: number): number {
  const known = LOG_FACTORIALS[count];
  if (known !== undefined) return known;
  const series = 1 / (12 * count) - 1 / (360 * count ** 3);
  return (count + 0.5) * Math.log(count) - count + 0.5 * Math.log(2 * Math.PI) + series;
}
