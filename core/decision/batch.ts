import {
  addPairs,
  addStatistics,
  type PairStatistics,
  type Statistics,
  type Tally,
  type ValueName,
} from '../llm/statistics.ts';
import type { ArmLook, CohortPairs } from './look.ts';
import { cellsOf, type ValueCells } from './value-cells.ts';

/** The calls of one look that were made at the same weight: what is compared with each other. */
export interface Batch {
  readonly candidate?: ArmBatch;
  readonly stable?: ArmBatch;
  readonly shadow?: ArmBatch;
  readonly pairs?: PairStatistics;
  /** The candidate served everybody: there is no concurrent stable arm. */
  readonly alone: boolean;
}

/** One arm's calls of a batch, histograms read. */
export interface ArmBatch {
  readonly requests: number;
  readonly rates: Readonly<Record<string, Tally>>;
  readonly values: Readonly<Partial<Record<ValueName, ValueCells>>>;
}

/**
 * The batches of one cohort's entries, in an order that does not depend on theirs. Calls are compared within their
 * weight, so that a mix that changes with the weight is no evidence; arms that are alone at theirs are compared together.
 */
export function batchesOf(
  arms: readonly ArmLook[],
  pairs: readonly CohortPairs[],
  valueNames: readonly ValueName[],
): readonly Batch[] {
  const byWeight = new Map<number, Gathered>();
  for (const entry of arms) {
    if (isBlank(entry.statistics)) continue;
    const weight = roundWeight(entry.weight);
    const before = byWeight.get(weight) ?? { weight };
    byWeight.set(weight, { ...before, [entry.arm]: merged(before[entry.arm], entry.statistics) });
  }
  const gathered = [...byWeight.values()];
  if (gathered.length > 1) gathered.sort((left, right) => left.weight - right.weight);
  const batches = regrouped(gathered).map((each) => batchOf(each, valueNames));
  const paired = pairs.map((entry) => entry.statistics).filter((statistics) => !isBlankPairs(statistics));
  return paired.length === 0 ? batches : [...batches, { alone: false, pairs: paired.reduce(addPairs) }];
}

/** Weights travel as decimals: those that differ by less than a thousandth are the same step. */
export function roundWeight(weight: number): number {
  return Math.round(weight * 1_000) / 1_000;
}

/** Late verdicts on pairs bring rates, but no pairs: those were counted when they ended. */
export function isBlankPairs({ pairs, rates }: PairStatistics): boolean {
  if (pairs > 0) return false;
  for (const _ in rates) return false;
  return true;
}

export function isBlank(statistics: Statistics): boolean {
  if (statistics.requests > 0) return false;
  for (const _ in statistics.rates) return false;
  for (const _ in statistics.values) return false;
  return true;
}

interface Gathered {
  readonly weight: number;
  readonly candidate?: Statistics;
  readonly stable?: Statistics;
  readonly shadow?: Statistics;
}

function regrouped(gathered: readonly Gathered[]): readonly Gathered[] {
  if (gathered.every((each) => each.weight >= 1 || isMatched(each))) return gathered;
  const single = gathered.filter((each) => each.weight < 1 && !isMatched(each));
  const rest = single.slice(1).reduce(together, single[0] ?? { weight: 0 });
  return [...gathered.filter((each) => !single.includes(each)), rest];
}

function isMatched({ stable, candidate, shadow }: Gathered): boolean {
  return stable !== undefined && (candidate !== undefined || shadow !== undefined);
}

function together(left: Gathered, right: Gathered): Gathered {
  const both: { -readonly [Key in keyof Gathered]: Gathered[Key] } = { ...left };
  for (const arm of ['candidate', 'stable', 'shadow'] as const) {
    const added = right[arm];
    if (added !== undefined) both[arm] = merged(left[arm], added);
  }
  return both;
}

function merged(left: Statistics | undefined, right: Statistics): Statistics {
  return left === undefined ? right : addStatistics(left, right);
}

function batchOf({ weight, candidate, stable, shadow }: Gathered, valueNames: readonly ValueName[]): Batch {
  return {
    alone: weight >= 1,
    ...(candidate === undefined ? {} : { candidate: armOf(candidate, valueNames) }),
    ...(stable === undefined ? {} : { stable: armOf(stable, valueNames) }),
    ...(shadow === undefined ? {} : { shadow: armOf(shadow, valueNames) }),
  };
}

function armOf({ requests, rates, values }: Statistics, valueNames: readonly ValueName[]): ArmBatch {
  const read: Partial<Record<ValueName, ValueCells>> = {};
  for (const name of valueNames) {
    const tally = values[name];
    if (tally !== undefined) read[name] = cellsOf(tally);
  }
  return { requests, rates, values: read };
}
