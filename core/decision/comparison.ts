import { upperEdge } from '../llm/histogram.ts';
import type { ArmBatch, Batch } from './batch.ts';
import {
  BREACH_ODDS,
  betOnBreach,
  betOnSafety,
  betPairsOnBreach,
  betPairsOnSafety,
  type PairCounts,
  SAFETY_ODDS,
} from './bernoulli-bets.ts';
import { addMass, type Boundary, boundaryAt, EQUAL, type Mass, NO_MASS } from './boundary.ts';
import { type Check, type Gate, rateOrMeanBoundary } from './gate.ts';
import type { GateEvidence } from './gate-evidence.ts';
import { betOnHigherMean, betOnLowerMean, MEAN_BREACH_ODDS, MEAN_SAFETY_ODDS } from './mean-bets.ts';
import { recentBucket, recentMean, type RecentValues, recentShareAbove } from './recent-values.ts';
import { freshMass, massOfTally, repeatWeight } from './repeats.ts';
import type { QuantileThresholds, Side, Thresholds } from './thresholds.ts';
import { cellsAbove, NO_CELLS, type ValueCells } from './value-cells.ts';
import type { Odds } from './wager.ts';

/** What the engine knew before the look: it fixes thresholds and alternatives, so that no look chooses its own test. */
export interface Memory {
  readonly evidence: GateEvidence;
  /** The latest values of stable, for metrics that have values. */
  readonly values: RecentValues;
  readonly thresholds: QuantileThresholds;
}

/** The trials that a look brought to one check, and the log factors of its bets. */
export interface Outcome {
  readonly trials: number;
  readonly logFactors: readonly number[];
}

export function oddsOf(gate: Gate, side: Side): Odds {
  if (gate.metric.kind === 'mean') return side === 'breach' ? MEAN_BREACH_ODDS : MEAN_SAFETY_ODDS;
  return side === 'breach' ? BREACH_ODDS : SAFETY_ODDS;
}

/** Trials and bad events (or values and their sum) of one arm in a batch. */
export function massOf(gate: Gate, arm: ArmBatch | undefined, threshold: number | undefined): Mass {
  const { metric } = gate;
  if (arm === undefined || metric.kind === 'external') return NO_MASS;
  if (metric.kind === 'rate') {
    const tally = arm.rates[metric.name];
    if (tally === undefined) return NO_MASS;
    return massOfTally(tally, metric.worse === 'lower');
  }
  const cells = arm.values[metric.value];
  if (cells === undefined) return NO_MASS;
  if (metric.kind === 'mean') return { count: cells.count, sum: cells.sum };
  return threshold === undefined ? NO_MASS : { count: cells.count, sum: cellsAbove(cells, threshold) };
}

/** What bets on a breach take of it: of rates, the calls whose unit was not bad before; see repeats.ts. */
export function breachMass(gate: Gate, arm: ArmBatch | undefined, threshold: number | undefined, memory: Memory): Mass {
  const tally = gate.metric.kind === 'rate' ? arm?.rates[gate.metric.name] : undefined;
  if (gate.metric.kind !== 'rate' || tally?.fresh === undefined) return massOf(gate, arm, threshold);
  return freshMass(tally, gate.metric.worse === 'lower', repeatWeight(memory.evidence.repeats));
}

/** The arm that is judged: the candidate, or its shadow for what pairs do not compare. */
export function judgedArm(gate: Gate, batch: Batch): ArmBatch | undefined {
  return batch.candidate ?? (gate.metric.kind === 'rate' ? undefined : batch.shadow);
}

/** What a batch says to one check. `undefined` where it has nothing to say. */
export function compare(gate: Gate, check: Check, side: Side, batch: Batch, memory: Memory): Outcome | undefined {
  if (side === 'safety' && (memory.evidence.incident || (batch.alone && check === 'margin'))) return undefined;
  if (batch.pairs !== undefined) return comparePairs(gate, check, side, batch, memory);
  return gate.metric.kind === 'mean'
    ? compareMeans(gate, check, side, batch, memory)
    : compareShares(gate, check, side, batch, memory);
}

function compareShares(gate: Gate, check: Check, side: Side, batch: Batch, memory: Memory): Outcome | undefined {
  const edges = edgesFor(check, side, memory.thresholds);
  if (gate.metric.kind === 'quantile' && edges === undefined) return undefined;
  const massFor = (arm: ArmBatch | undefined, edge: number | undefined): Mass =>
    side === 'breach' ? breachMass(gate, arm, edge, memory) : massOf(gate, arm, edge);
  const candidate = massFor(judgedArm(gate, batch), edges?.candidate);
  if (candidate.count === 0) return undefined;
  const concurrent = massFor(batch.stable, edges?.stable);
  const waits = isAsWaiting(gate, check) && !batch.alone;
  const stable = waits ? addMass(concurrent, waitingFor(memory, side)) : concurrent;
  const usual = usualShare(gate, memory, edges?.stable, side);
  const boundary = boundaryNow(boundaryOfShares(gate, check), usual, batch, memory);
  if (boundary === undefined) return undefined;
  const healthy = side === 'safety' ? usualShare(gate, memory, edges?.candidate, side) : usual;
  const game = { boundary, candidate, stable, usual, healthy };
  return { trials: candidate.count, logFactors: side === 'breach' ? betOnBreach(game) : betOnSafety(game) };
}

/** What waits was counted by the margin's idea of a bad event, which for rates is everybody's. */
function isAsWaiting(gate: Gate, check: Check): boolean {
  return gate.metric.kind === 'rate' || check === 'margin';
}

/** Stable's calls that wait for the candidate's, as long as what counts as slow has not moved since. */
export function waitingFor({ evidence, thresholds, values }: Memory, side: Side): Mass {
  const { count, sum, edge, fresh } = evidence.waiting;
  if (edge !== thresholds.margin?.breach.stable) return NO_MASS;
  if (side === 'breach' && fresh !== undefined) return fresh;
  // Thresholds come from stable's values: what waits must be too little among them to have set its own.
  return edge === undefined || values.total >= FEWEST_BEHIND_THRESHOLD ? { count, sum } : NO_MASS;
}

export function edgesFor(check: Check, side: Side, thresholds: QuantileThresholds): Thresholds | undefined {
  return (check === 'margin' ? thresholds.margin : thresholds.limit)?.[side];
}

/** Quantiles compare shares above corresponding thresholds: the margin is in the thresholds. */
function boundaryOfShares(gate: Gate, check: Check): Boundary {
  if (gate.metric.kind !== 'quantile') return rateOrMeanBoundary(gate, check);
  return check === 'limit' ? { slope: 0, intercept: 1 - gate.metric.share } : EQUAL;
}

function boundaryNow(plain: Boundary, usual: number, batch: Batch, memory: Memory): Boundary | undefined {
  if (plain.slope === 0) return plain;
  if (batch.alone) return aloneBoundary(plain, usual, memory);
  return memory.evidence.incident ? lenient(plain) : plain;
}

/** In an incident of stable's own, the candidate is blamed only for being far worse than stable is now. */
function lenient({ slope, intercept }: Boundary): Boundary {
  return { slope: Math.max(1.5, slope), intercept: Math.max(0.1, intercept) };
}

const ALONE_FACTOR = 1.5;
const ALONE_POINTS = 0.01;
const FEWEST_KNOWN = 100;

/**
 * At 100 % nothing runs beside the candidate. It is then held against what stable was before, half as much again plus a
 * point, for what may have drifted since. Limits stay as they are.
 */
function aloneBoundary(plain: Boundary, usual: number, { evidence, values }: Memory): Boundary | undefined {
  const known = Math.max(evidence.usual.count, values.total);
  if (known < FEWEST_KNOWN) return undefined;
  const highest = usual + 3 * Math.sqrt((usual * (1 - usual)) / known);
  return { slope: 0, intercept: Math.min(0.98, ALONE_FACTOR * boundaryAt(plain, highest) + ALONE_POINTS) };
}

function comparePairs(gate: Gate, check: Check, side: Side, batch: Batch, memory: Memory): Outcome | undefined {
  const pairs = pairCounts(gate, batch);
  if (pairs === undefined) return undefined;
  const trials = pairs[0] + pairs[1] + pairs[2] + pairs[3];
  const game = {
    boundary: rateOrMeanBoundary(gate, check),
    pairs,
    usual: usualShare(gate, memory, undefined, 'safety'),
  };
  return { trials, logFactors: side === 'breach' ? betPairsOnBreach(game) : betPairsOnSafety(game) };
}

/** Both good, only stable bad, only candidate bad, both bad: what is bad depends on the metric. */
export function pairCounts(gate: Gate, batch: Batch): PairCounts | undefined {
  if (gate.metric.kind !== 'rate') return undefined;
  const tally = batch.pairs?.rates[gate.metric.name];
  if (tally === undefined) return undefined;
  const counts: PairCounts = [tally.bothGood, tally.onlyStableBad, tally.onlyCandidateBad, tally.bothBad];
  return gate.metric.worse === 'higher' ? counts : [counts[3], counts[2], counts[1], counts[0]];
}

function compareMeans(gate: Gate, check: Check, side: Side, batch: Batch, memory: Memory): Outcome | undefined {
  const candidate = valuesIn(gate, judgedArm(gate, batch));
  const { usual: past } = memory.evidence;
  if (candidate.count === 0 || past.count < FEWEST_VALUES) return undefined;
  const plain = rateOrMeanBoundary(gate, check);
  const { cap, mean } = cappedMean(memory.values, past.sum / past.count);
  const isAlone = batch.alone && plain.slope !== 0;
  // Alone, nothing shares what is rare and dear: it is held against all that stable did, capped as it was.
  const line = ALONE_FACTOR * boundaryAt(plain, Math.max(mean, past.sum / past.count));
  const boundary = isAlone ? { slope: 0, intercept: line } : plain;
  const isUncapped = plain.slope === 0;
  const game = { boundary, candidate, stable: valuesIn(gate, batch.stable), usual: mean, cap, isUncapped };
  return { trials: candidate.count, logFactors: side === 'breach' ? betOnHigherMean(game) : betOnLowerMean(game) };
}

function valuesIn(gate: Gate, arm: ArmBatch | undefined): ValueCells {
  return (gate.metric.kind === 'mean' ? arm?.values[gate.metric.value] : undefined) ?? NO_CELLS;
}

const FEWEST_BEHIND_THRESHOLD = 1_000;
const FEWEST_VALUES = 10;
const CAP_SHARE = 0.995;
const CAP_MEANS = 3;

/**
 * Heavy tails: what lies above stable's 99.5 % quantile (and three means of the rest) counts as that, in its usual mean too,
 * or one very dear call would be taken for what is usual.
 */
function cappedMean(values: RecentValues, plainMean: number): { readonly cap: number; readonly mean: number } {
  const bucket = recentBucket(values, CAP_SHARE);
  if (bucket === undefined) return { cap: CAP_MEANS * plainMean, mean: plainMean };
  const edge = upperEdge(bucket);
  const cap = Math.max(edge, CAP_MEANS * recentMean(values, edge));
  return { cap, mean: recentMean(values, cap) };
}

/** Prior knowledge of a rate, worth a few trials: bets need it before there is any data; guarantees do not depend on it. */
const PRIOR: Mass = { count: 12.5, sum: 0.25 };

/** While an incident lasts, stable is expected to be as it has been since it began. */
function duringIncident({ incident, unsettled }: GateEvidence): Mass | undefined {
  return incident && (unsettled?.during?.count ?? 0) >= FEWEST_DURING ? unsettled?.during : undefined;
}

const FEWEST_DURING = 100;

function usualShare(gate: Gate, { evidence, values }: Memory, threshold: number | undefined, side: Side): number {
  if (gate.metric.kind !== 'quantile' || threshold === undefined) {
    const isFresh = side === 'breach' && evidence.repeats !== undefined;
    const usual = duringIncident(evidence) ?? (isFresh ? evidence.repeats?.usual : undefined) ?? evidence.usual;
    const waiting = (isFresh ? evidence.waiting.fresh : undefined) ?? evidence.waiting;
    // What waits is yet to be judged, and no bet may know what it judges.
    const sum = Math.max(0, usual.sum - waiting.sum);
    const count = Math.max(0, usual.count - waiting.count);
    return (sum + PRIOR.sum) / (count + PRIOR.count);
  }
  const prior = 1 - gate.metric.share;
  return (recentShareAbove(values, threshold) * values.total + prior) / (values.total + 1);
}
