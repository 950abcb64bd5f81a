import { addMass, type Mass, NO_MASS } from './boundary.ts';

/**
 * How much more a mean varies than independent calls would let it. Calls of one session go well or badly together, so that
 * a hundred of them are worth fewer; all evidence is divided by this factor (the design effect of Kish; a likelihood ratio
 * to the power 1 / D is that of counts with D times the variance). It is measured on stable alone, by how far blocks of its
 * calls lie from its usual mean, at several lengths of block, since calls that belong together lie apart in time.
 */
export type Dispersion = readonly DispersionScale[];

interface DispersionScale {
  readonly open: Mass;
  readonly blocks: number;
  /** Sum over blocks of the squared distance in units of what independence would give. */
  readonly squares: number;
}

const SIZES = [40, 160, 640, 2_560, 10_240] as const;

/** How soon an excess counts. */
interface Prudence {
  /** As if so many blocks had been seen that are as independence wants it. */
  readonly priorBlocks: number;
  /** Independent calls differ by chance: a factor counts when it is so many standard deviations above 1. */
  readonly significantDeviations: number;
  /** The first scale that is believed. */
  readonly fromScale: number;
}

/** A session's calls lie many short looks apart; a long look may hold them all, so that each one is a block of its own. */
const SHORT_LOOKS: Prudence = { priorBlocks: 3, significantDeviations: 2.5, fromScale: 1 };
const LONG_LOOKS: Prudence = { priorBlocks: 1, significantDeviations: 1, fromScale: 0 };
/** Sessions of unequal length weigh more in a likelihood ratio than in a variance: their excess counts double. */
const CAUTION = 2;
/** One block counts as this much at most: an incident is not dispersion. */
const MOST_PER_BLOCK = 20;

export const NO_DISPERSION: Dispersion = SIZES.map(() => ({ open: NO_MASS, blocks: 0, squares: 0 }));

/** After more calls of stable. `usual` is what was known before, `variance` that of one call. */
export function addDispersion(dispersion: Dispersion, stable: Mass, usual: Mass, variance: number): Dispersion {
  if (stable.count === 0 || !(variance > 0)) return dispersion;
  return dispersion.map((scale, index) => {
    const open = addMass(scale.open, stable);
    return open.count < (SIZES[index] ?? Infinity) ? { ...scale, open } : closed(scale, open, usual, variance);
  });
}

function closed(scale: DispersionScale, block: Mass, usual: Mass, variance: number): DispersionScale {
  if (usual.count < block.count) return { ...scale, open: NO_MASS };
  const distance = block.sum / block.count - usual.sum / usual.count;
  const square = (distance * distance) / (variance * (1 / block.count + 1 / usual.count));
  return {
    open: NO_MASS,
    blocks: scale.blocks + 1,
    squares: rounded(scale.squares + Math.min(MOST_PER_BLOCK, square)),
  };
}

/** Forgets the blocks under way: what is in them was no time like others. */
export function withoutOpenBlocks(dispersion: Dispersion): Dispersion {
  return dispersion.map((scale) => (scale.open.count === 0 ? scale : { ...scale, open: NO_MASS }));
}

/** What evidence is divided by: 1 where calls look independent. */
export function dispersionFactor(dispersion: Dispersion, looks: 'short' | 'long'): number {
  const prudence = looks === 'long' ? LONG_LOOKS : SHORT_LOOKS;
  const highest = dispersion
    .slice(prudence.fromScale)
    .reduce((most, scale) => (isDispersed(scale, prudence) ? Math.max(most, factorOf(scale, prudence)) : most), 1);
  return 1 + CAUTION * (highest - 1);
}

/** How many blocks of the shortest length there were: how well it is known that calls are independent. */
export function blocksSeen(dispersion: Dispersion): number {
  return dispersion[0]?.blocks ?? 0;
}

function isDispersed(scale: DispersionScale, prudence: Prudence): boolean {
  const deviation = Math.sqrt(2 / (prudence.priorBlocks + scale.blocks));
  return factorOf(scale, prudence) > 1 + prudence.significantDeviations * deviation;
}

function factorOf({ blocks, squares }: DispersionScale, { priorBlocks }: Prudence): number {
  return (priorBlocks + squares) / (priorBlocks + blocks);
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
