/**
 * The line between acceptable and not, in the metric's own unit (or as shares of bad events): a candidate is acceptable
 * while `candidate <= slope * stable + intercept`. Margins and limits are all such lines, so the null is convex.
 */
export interface Boundary {
  readonly slope: number;
  readonly intercept: number;
}

/** "Not worse than stable at all." */
export const EQUAL: Boundary = { slope: 1, intercept: 0 };

/** What the candidate may be at most when stable is at `stable`. */
export function boundaryAt({ slope, intercept }: Boundary, stable: number): number {
  return slope * stable + intercept;
}

/** Many observations by their number and their sum: trials and bad events, or values and their total. */
export interface Mass {
  readonly count: number;
  readonly sum: number;
}

export const NO_MASS: Mass = { count: 0, sum: 0 };

export function addMass(left: Mass, right: Mass): Mass {
  return { count: left.count + right.count, sum: left.sum + right.sum };
}

export function scaled({ count, sum }: Mass, weight: number): Mass {
  return { count: count * weight, sum: sum * weight };
}

/** Adds, then forgets by halves: once there are more than `most` observations, each counts half. */
export function addDecaying(left: Mass, right: Mass, most: number): Mass {
  let { count, sum } = addMass(left, right);
  if (count <= most) return { count, sum: Number.isInteger(sum) ? sum : short(sum) };
  while (count > most) {
    count /= 2;
    sum /= 2;
  }
  return { count: short(count), sum: short(sum) };
}

/** Evidence is kept as text: what decays needs no more digits than these. */
function short(value: number): number {
  return Number(value.toPrecision(7));
}
