import type { Mass } from './boundary.ts';

const FEWEST_USUAL = 200;
const FEWEST_LATELY = 20;
const TIMES = 3;
const POINTS = 0.05;
/** Log likelihood ratio to begin with, and to end with: a state that flaps would help nobody. */
const BEGINS = 6;
const ENDS = 2;

/**
 * Whether stable itself is far from its usual self: its latest rate of bad events is clearly above three times the usual
 * and five points more. Then whatever fails now fails for both arms, and the candidate is not to be blamed for it.
 */
export function isIncident(usual: Mass, lately: Mass, before: boolean): boolean {
  if (usual.count < FEWEST_USUAL || lately.count < FEWEST_LATELY) return before;
  const usualRate = usual.sum / usual.count;
  const line = Math.min(0.9, Math.max(TIMES * usualRate, usualRate + POINTS));
  const rate = lately.sum / lately.count;
  const distance = lately.count * divergence(rate, line);
  if (before) return !(rate < line && distance > ENDS);
  return rate > line && distance > BEGINS;
}

/** KL divergence of two Bernoulli distributions, in nats. */
function divergence(rate: number, other: number): number {
  const bad = rate > 0 ? rate * Math.log(rate / other) : 0;
  const good = rate < 1 ? (1 - rate) * Math.log((1 - rate) / (1 - other)) : 0;
  return bad + good;
}
