import { addMass, type Mass, NO_MASS } from './boundary.ts';

/**
 * How much more a mean varies than independent calls would let it. Calls of one session go well or badly together, so that
 * a hundred of them are worth fewer; all evidence is divided by this factor (the design effect of Kish; a likelihood ratio
 * to the power 1 / D is that of counts with D times the variance). It is measured on stable alone, by how much neighbouring
 * blocks of its calls differ, at several lengths of block, since calls that belong together lie apart in time.
 */
export type Dispersion = readonly DispersionScale[];

interface DispersionScale {
  readonly open: Mass;
  /** The block before: closed, to be compared with the next. */
  readonly last: Mass;
  readonly pairs: number;
  /** Sum over pairs of the squared difference in units of what independence would give. */
  readonly squares: number;
}

const SIZES = [125, 500, 2_000, 8_000] as const;
/** As if so many pairs had been seen that are as independence wants it. */
const PRIOR_PAIRS = 3;
/** Less than this is what chance alone makes of independent calls. */
const TOLERATED = 1.3;
/** One pair counts as this many times the present factor at most: an incident is one step, not dispersion. */
const MOST_PER_PAIR = 5;

export const NO_DISPERSION: Dispersion = SIZES.map(() => ({ open: NO_MASS, last: NO_MASS, pairs: 0, squares: 0 }));

/** After more calls of stable. `variance` is that of one call. */
export function addDispersion(dispersion: Dispersion, stable: Mass, variance: number): Dispersion {
  if (stable.count === 0 || !(variance > 0)) return dispersion;
  return dispersion.map((scale, index) => {
    const open = addMass(scale.open, stable);
    return open.count < (SIZES[index] ?? Infinity) ? { ...scale, open } : closed(scale, open, variance);
  });
}

function closed(scale: DispersionScale, block: Mass, variance: number): DispersionScale {
  if (scale.last.count === 0) return { ...scale, open: NO_MASS, last: block };
  const { last } = scale;
  const difference = block.sum / block.count - last.sum / last.count;
  const square = (difference * difference) / (variance * (1 / block.count + 1 / last.count));
  const most = MOST_PER_PAIR * Math.max(1, factorOf(scale)) + MOST_PER_PAIR;
  return {
    open: NO_MASS,
    last: block,
    pairs: scale.pairs + 1,
    squares: rounded(scale.squares + Math.min(most, square)),
  };
}

/** What evidence is divided by: 1 for independent calls. */
export function dispersionFactor(dispersion: Dispersion): number {
  const highest = dispersion.reduce((most, scale) => Math.max(most, factorOf(scale)), 1);
  return highest < TOLERATED ? 1 : highest;
}

function factorOf({ pairs, squares }: DispersionScale): number {
  return (PRIOR_PAIRS + squares) / (PRIOR_PAIRS + pairs);
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
