import type { Mass } from './boundary.ts';

/**
 * Bounds of a rate that hold at all looks together: the rates against which a bet on every other rate at once has not won
 * 1/alpha. The bet is the mixture over Beta(1/2, 1/2) (Krichevsky and Trofimov; Howard et al., arXiv 1810.08240, section
 * 3.1; Ville's inequality), whose wealth against `rate` is B(bad + 1/2, good + 1/2) / B(1/2, 1/2) over its likelihood.
 */
export function rateBounds({ count, sum }: Mass, alpha: number): { readonly low: number; readonly high: number } {
  if (count <= 0) return { low: 0, high: 1 };
  const bad = Math.min(sum, count);
  const good = count - bad;
  const mixture = logBeta(bad + 0.5, good + 0.5) - logBeta(0.5, 0.5);
  const isRuledOut = (rate: number): boolean => mixture - logLikelihood(bad, good, rate) > Math.log(1 / alpha);
  const estimate = bad / count;
  return { low: edge(0, estimate, isRuledOut), high: edge(1, estimate, isRuledOut) };
}

const STEPS = 40;

/** Where, between a rate that may be ruled out and the estimate, which never is, the rates begin that are not. */
function edge(outer: number, estimate: number, isRuledOut: (rate: number) => boolean): number {
  let [outside, inside] = [outer, estimate];
  if (!isRuledOut(outside)) return outside;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (outside + inside) / 2;
    if (isRuledOut(middle)) outside = middle;
    else inside = middle;
  }
  return outside;
}

function logLikelihood(bad: number, good: number, rate: number): number {
  return (bad > 0 ? bad * Math.log(rate) : 0) + (good > 0 ? good * Math.log(1 - rate) : 0);
}

const logBeta = (one: number, other: number): number => logGamma(one) + logGamma(other) - logGamma(one + other);

/** Stirling's series, shifted to arguments where it is exact to ten digits. */
function logGamma(value: number): number {
  let [shifted, product] = [value, 1];
  while (shifted < 8) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / (shifted * shifted);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1_260 - inverse / 1_680))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
