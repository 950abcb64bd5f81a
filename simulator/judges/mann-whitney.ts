/**
 * Hodges and Lehmann's estimate of the shift between two samples with its confidence interval: the median of all pairwise
 * differences, and the order statistics that the normal approximation of the Mann-Whitney statistic gives.
 */
export function shiftInterval(
  experiment: readonly number[],
  control: readonly number[],
  z: number,
): { readonly estimate: number; readonly low: number; readonly high: number } {
  const differences = Float64Array.from(experiment.flatMap((value) => control.map((other) => value - other))).sort();
  const count = differences.length;
  const spread = Math.sqrt((count * (experiment.length + control.length + 1)) / 12);
  const low = Math.max(0, Math.floor(count / 2 - z * spread));
  return {
    estimate: (at(differences, Math.floor((count - 1) / 2)) + at(differences, Math.floor(count / 2))) / 2,
    low: at(differences, low),
    high: at(differences, count - 1 - low),
  };
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
