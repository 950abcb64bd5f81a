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
    this.#c = 0x9e3779b9;
    for (let turn = 0; turn < 20; turn += 1) this.uniform();
  }

  /** In [0, 1). */
  uniform(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  poisson(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const end = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > end; product *= this.uniform()) count += 1;
    return count;
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
