/** A small seeded generator (mulberry32) and what tests draw from it. */
export interface Random {
  readonly uniform: () => number;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return {
    uniform: () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}

export function binomial({ uniform }: Random, count: number, rate: number): number {
  let events = 0;
  for (let trial = 0; trial < count; trial += 1) if (uniform() < rate) events += 1;
  return events;
}

export function poisson({ uniform }: Random, mean: number): number {
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = uniform(); product > end; product *= uniform()) count += 1;
  return count;
}

export function normal({ uniform }: Random): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
