import { bucketIndex, countAbove, GROWTH, histogramCount, quantile, upperEdge } from '../llm/histogram.ts';
import type { Statistics, ValueTally } from '../llm/statistics.ts';
import { type Boundary, boundaryAt, EQUAL } from './boundary.ts';
import { type Gate, rateOrMeanBoundary } from './gate.ts';
import { type Growth, growthOfMeans, growthOfPairs, growthOfShares } from './power.ts';
import { cellsOf } from './value-cells.ts';

/** One way in which a candidate may be worse: shown as `label`, in the metric's unit or as a multiple. */
export interface Worsening {
  readonly label: string;
  /** Added to a rate; a multiple of a quantile or a mean. */
  readonly amount: number;
}

/** A gate as a plan sees it: what stable's history says of its metric. */
export interface GatePlan {
  readonly gate: Gate;
  /** Trials of this metric per request; 0 where history has none. */
  readonly trialsPerRequest: number;
  readonly worsenings: readonly Worsening[];
  /** Evidence of a breach under a worsening; `perCandidate` stable requests come with each of the candidate's. */
  readonly breach: (worsening: Worsening, perCandidate: number) => Growth;
  /** Evidence of safety when the candidate is as stable is. */
  readonly safety: (perCandidate: number) => Growth;
  /** The same of mirrored calls, where this share of all requests is mirrored. */
  readonly inShadow: {
    readonly breach: (worsening: Worsening, mirrorRate: number) => Growth;
    readonly safety: (mirrorRate: number) => Growth;
  };
  /** The worsening in its label's terms, for one between those listed. */
  readonly describe: (amount: number) => string;
}

const RATE_POINTS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3] as const;
const MULTIPLES = [1.1, 1.25, 1.5, 2, 3, 5] as const;
const NO_GROWTH: Growth = { mean: 0, variance: 0 };

const points = (amount: number): string => `+${Number((amount * 100).toFixed(2))} points`;
const multiple = (amount: number): string => `x ${Number(amount.toFixed(2))}`;

/** `undefined` for an outside metric: nothing is known of its noise. */
export function planGate(gate: Gate, history: Statistics): GatePlan | undefined {
  if (gate.metric.kind === 'rate') return planRate(gate, gate.metric.name, history);
  if (gate.metric.kind === 'external') return undefined;
  const tally = history.values[gate.metric.value];
  const count = tally === undefined ? 0 : histogramCount(tally.histogram);
  if (tally === undefined || count === 0) return nothingKnown(gate, MULTIPLES, multiple);
  const trialsPerRequest = count / Math.max(1, history.requests);
  return gate.metric.kind === 'quantile'
    ? planQuantile(gate, gate.metric.share, tally, trialsPerRequest)
    : planMean(gate, tally, trialsPerRequest);
}

function nothingKnown(gate: Gate, amounts: readonly number[], describe: (amount: number) => string): GatePlan {
  const worsenings = amounts.map((amount) => ({
    label: describe(amount),
    amount,
  }));
  const nothing = { breach: () => NO_GROWTH, safety: () => NO_GROWTH };
  return {
    gate,
    trialsPerRequest: 0,
    worsenings,
    ...nothing,
    inShadow: nothing,
    describe,
  };
}

/** Values are not compared pair by pair, but with those of all stable's calls. */
function besideStable({ breach, safety }: Pick<GatePlan, 'breach' | 'safety'>): GatePlan['inShadow'] {
  return {
    breach: (worsening, mirrorRate) => breach(worsening, 1 / mirrorRate),
    safety: (mirrorRate) => safety(1 / mirrorRate),
  };
}

function planRate(gate: Gate, name: string, history: Statistics): GatePlan {
  const tally = history.rates[name];
  if (tally === undefined || tally.trials === 0) return nothingKnown(gate, RATE_POINTS, points);
  const isMirrored = gate.metric.kind === 'rate' && gate.metric.worse === 'lower';
  const bad = isMirrored ? tally.trials - tally.events : tally.events;
  const stable = (bad + 0.5) / (tally.trials + 1);
  const boundary = rateOrMeanBoundary(gate, gate.checks[0] ?? 'margin');
  const line = boundaryAt(boundary, stable);
  return {
    ...nothingKnown(gate, RATE_POINTS, points),
    trialsPerRequest: tally.trials / Math.max(1, history.requests),
    breach: ({ amount }, perCandidate) =>
      stable + amount > line ? growthOfShares(boundary, stable + amount, stable, perCandidate) : NO_GROWTH,
    safety: (perCandidate) => (stable < line ? growthOfShares(boundary, stable, stable, perCandidate) : NO_GROWTH),
    inShadow: {
      breach: ({ amount }) => (stable + amount > line ? growthOfPairs(boundary, stable + amount, stable) : NO_GROWTH),
      safety: () => (stable < line ? growthOfPairs(boundary, stable, stable) : NO_GROWTH),
    },
  };
}

function planQuantile(gate: Gate, share: number, tally: ValueTally, trialsPerRequest: number): GatePlan {
  const { histogram } = tally;
  const count = histogramCount(histogram);
  const above = (bucket: number): number => (countAbove(histogram, bucket) + 0.5) / (count + 1);
  const stableBucket = bucketIndex(quantile(histogram, share) ?? 1);
  const isMargin = gate.checks[0] === 'margin';
  const { maxIncrease, maxRatio } = gate.spec;
  const edge = upperEdge(stableBucket);
  const allowed = isMargin
    ? maxIncrease === undefined
      ? edge * (maxRatio ?? 1)
      : edge + maxIncrease
    : (gate.limit ?? edge);
  const line = bucketIndex(allowed);
  const boundary: Boundary = isMargin ? EQUAL : { slope: 0, intercept: 1 - share };
  const stable = isMargin ? above(stableBucket) : above(line);
  const shifted = (times: number): number => above(line - Math.round(Math.log(times) / Math.log(GROWTH)));
  const healthy = above(isMargin && upperEdge(line) > allowed * (1 + 1e-9) ? line - 1 : line);
  const grows: Pick<GatePlan, 'breach' | 'safety'> = {
    breach: ({ amount }, perCandidate) =>
      shifted(amount) > boundaryAt(boundary, stable)
        ? growthOfShares(boundary, shifted(amount), stable, perCandidate)
        : NO_GROWTH,
    safety: (perCandidate) =>
      healthy < boundaryAt(boundary, stable) ? growthOfShares(boundary, healthy, stable, perCandidate) : NO_GROWTH,
  };
  return {
    ...nothingKnown(gate, MULTIPLES, multiple),
    trialsPerRequest,
    ...grows,
    inShadow: besideStable(grows),
  };
}

function planMean(gate: Gate, tally: ValueTally, trialsPerRequest: number): GatePlan {
  const cells = cellsOf(tally);
  const mean = cells.sum / cells.count;
  const squares = cells.amounts.reduce((sum, amount, at) => sum + amount * amount * (cells.counts[at] ?? 0), 0);
  const variance = Math.max(1e-12 * mean * mean, squares / cells.count - mean * mean);
  const boundary = rateOrMeanBoundary(gate, gate.checks[0] ?? 'margin');
  const line = boundaryAt(boundary, mean);
  const stable = { mean, variance };
  const grows: Pick<GatePlan, 'breach' | 'safety'> = {
    breach: ({ amount }, perCandidate) => {
      const candidate = {
        mean: mean * amount,
        variance: variance * amount * amount,
      };
      return candidate.mean > line ? growthOfMeans(boundary, candidate, stable, perCandidate) : NO_GROWTH;
    },
    safety: (perCandidate) => (mean < line ? growthOfMeans(boundary, stable, stable, perCandidate) : NO_GROWTH),
  };
  return {
    ...nothingKnown(gate, MULTIPLES, multiple),
    trialsPerRequest,
    ...grows,
    inShadow: besideStable(grows),
  };
}
