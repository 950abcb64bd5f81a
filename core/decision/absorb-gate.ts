import type { ArmBatch, Batch } from './batch.ts';
import { addDecaying, addMass, type Mass, NO_MASS } from './boundary.ts';
import {
  breachMass,
  compare,
  edgesFor,
  judgedArm,
  massOf,
  type Memory,
  oddsOf,
  pairCounts,
  waitingFor,
} from './comparison.ts';
import { addClustering, type Clustering, withoutLatest } from './clustering.ts';
import type { Check, Gate } from './gate.ts';
import type { CheckEvidence, DifferenceSums, GateEvidence } from './gate-evidence.ts';
import { addDispersion, type Dispersion, withoutOpenBlocks } from './dispersion.ts';
import { isIncident, NOTHING_UNSETTLED, usualAfter, withoutUnsettled } from './incident.ts';
import { type RecentValues, valueVariance } from './recent-values.ts';
import { designEffect, type Repeats, repeatsAfter } from './repeats.ts';
import { thresholdsOf } from './thresholds.ts';
import { capWealth, settle } from './wager.ts';

const WAITING_MOST = 60;
const LATELY_MOST = 400;
const SURGE_MOST = 200;

/** What a gate's evidence takes from elsewhere, as it was before this look. */
export interface Context {
  readonly atMs: number;
  /** Stable's latest values. */
  readonly values: RecentValues;
  /** What evidence is divided by, since calls are not independent. */
  readonly dispersionFactor: number;
  /** The most that proof of health may amount to, as a log e-value. */
  readonly mostSafety: number;
  /** The most that one look may add to the evidence of a breach, as a log. */
  readonly mostPerLook: number;
}

/** The evidence of one gate (for one cohort) after a batch. */
export function absorbBatch(gate: Gate, before: GateEvidence, batch: Batch, context: Context): GateEvidence {
  const { values } = context;
  const memory: Memory = { evidence: before, values, thresholds: thresholdsOf(gate, values) };
  const seen = seenIn(gate, batch, memory);
  if (seen === undefined) return { ...before, requests: requestsAfter(before, batch, NO_MASS) };
  const lately = {
    stable: addDecaying(before.lately.stable, seen.stable, SURGE_MOST),
    candidate: addDecaying(before.lately.candidate, seen.candidate, LATELY_MOST),
  };
  const repeats = stableRepeats(gate, batch, before);
  const young = before.unsettled ?? NOTHING_UNSETTLED;
  const settled = withoutUnsettled(before.usual, young);
  const incident = gate.metric.kind !== 'mean' && isIncident(settled, lately.stable, before.incident);
  const { usual, unsettled } = usualAfter(
    { usual: before.usual, unsettled: young },
    seen.stable,
    { before: before.incident, now: incident },
    context.atMs,
  );
  return {
    stable: addMass(before.stable, seen.stable),
    candidate: addMass(before.candidate, seen.candidate),
    usual,
    unsettled,
    // What the candidate did during an incident says nothing of what it does after.
    lately: before.incident && !incident ? { ...lately, candidate: NO_MASS } : lately,
    waiting: waitingAfter(gate, batch, memory, seen),
    requests: requestsAfter(before, batch, seen.candidate),
    incident,
    checks: checksAfter(gate, batch, memory, context),
    ...(before.dispersion === undefined
      ? {}
      : { dispersion: dispersionAfter(gate, before.dispersion, stableBetOn(gate, batch, seen, memory), memory) }),
    ...(before.clustering === undefined
      ? {}
      : { clustering: clusteringAfter(before.clustering, stableBetOn(gate, batch, seen, memory), memory) }),
    ...(repeats === undefined ? {} : { repeats }),
    ...(gate.metric.kind === 'mean' ? { largest: largestAfter(gate, before, batch) } : {}),
    sideBySide: differenceAfter(gate, before.sideBySide, besideCandidate(batch, seen, memory)),
  };
}

function stableRepeats(gate: Gate, batch: Batch, { repeats, incident }: GateEvidence): Repeats | undefined {
  if (gate.metric.kind !== 'rate' || incident) return repeats;
  return repeatsAfter(repeats, batch.stable?.rates[gate.metric.name], gate.metric.worse === 'lower');
}

function largestAfter(gate: Gate, before: GateEvidence, batch: Batch): number {
  const cells = gate.metric.kind === 'mean' ? judgedArm(gate, batch)?.values[gate.metric.value] : undefined;
  return (cells?.amounts ?? []).reduce((most, value) => Math.max(most, value), before.largest ?? 0);
}

/** Stable's calls as bets on a breach take them. */
function stableBetOn(gate: Gate, batch: Batch, { stable }: Seen, memory: Memory): Mass {
  return gate.metric.kind === 'rate' && batch.stable !== undefined
    ? breachMass(gate, batch.stable, undefined, memory)
    : stable;
}

interface Seen {
  readonly stable: Mass;
  readonly candidate: Mass;
}

function seenIn(gate: Gate, batch: Batch, memory: Memory): Seen | undefined {
  const seen = batch.pairs === undefined ? armsIn(gate, batch, memory) : pairsIn(gate, batch);
  return seen.stable.count + seen.candidate.count > 0 ? seen : undefined;
}

function armsIn(gate: Gate, batch: Batch, { thresholds }: Memory): Seen {
  const edges = edgesFor(gate.checks[0] ?? 'margin', 'breach', thresholds);
  return {
    stable: massOf(gate, batch.stable, edges?.stable),
    candidate: massOf(gate, judgedArm(gate, batch), edges?.candidate),
  };
}

function pairsIn(gate: Gate, batch: Batch): Seen {
  const counts = pairCounts(gate, batch);
  if (counts === undefined) return { stable: NO_MASS, candidate: NO_MASS };
  const count = counts.reduce((sum, each) => sum + each, 0);
  // Stable's calls of these pairs are counted with its live traffic already.
  return { stable: NO_MASS, candidate: { count, sum: counts[2] + counts[3] } };
}

function requestsAfter({ requests }: GateEvidence, batch: Batch, told: Mass): GateEvidence['requests'] {
  const more = batch.candidate?.requests ?? 0;
  return { all: requests.all + more, silent: told.count > 0 ? 0 : requests.silent + more };
}

/**
 * Where the candidate's calls are few, most looks have none: stable's calls of these looks wait for the next one that has,
 * or much of what is known of stable at the time would be lost. Never longer than a few dozen calls.
 */
function waitingAfter(gate: Gate, batch: Batch, memory: Memory, { stable, candidate }: Seen): GateEvidence['waiting'] {
  if (candidate.count > 0 || batch.alone || gate.metric.kind === 'mean') return NO_MASS;
  const together = addMass(waitingFor(memory, 'safety'), stable);
  const edge = edgesFor('margin', 'breach', memory.thresholds)?.stable;
  const starts = together.count > WAITING_MOST;
  const hasUnits = tellsUnits(gate, batch.stable);
  const fresh = breachMass(gate, batch.stable, undefined, memory);
  return {
    ...(starts ? stable : together),
    ...(edge === undefined ? {} : { edge }),
    ...(hasUnits ? { fresh: starts ? fresh : addMass(waitingFor(memory, 'breach'), fresh) } : {}),
  };
}

function checksAfter(gate: Gate, batch: Batch, memory: Memory, context: Context): GateEvidence['checks'] {
  const after: Partial<Record<Check, CheckEvidence>> = {};
  for (const check of gate.checks) {
    const before = memory.evidence.checks[check];
    if (before !== undefined) after[check] = checkAfter(gate, check, before, batch, memory, context);
  }
  return after;
}

function checkAfter(
  gate: Gate,
  check: Check,
  before: CheckEvidence,
  batch: Batch,
  memory: Memory,
  { dispersionFactor, mostSafety, mostPerLook }: Context,
): CheckEvidence {
  const worse = compare(gate, check, 'breach', batch, memory);
  const breach =
    worse === undefined
      ? before.breach
      : settle(
          before.breach,
          oddsOf(gate, 'breach'),
          worse.trials,
          bounded(
            tempered(worse.logFactors, dispersionFactor),
            tellsUnits(gate, batch.candidate) ? Infinity : mostPerLook,
          ),
        );
  if (before.safety === undefined) return { breach };
  const fine = compare(gate, check, 'safety', batch, memory);
  if (fine === undefined) return { breach, safety: before.safety };
  const safety = settle(
    before.safety,
    oddsOf(gate, 'safety'),
    fine.trials,
    tempered(fine.logFactors, dispersionFactor * designEffectOf(memory.evidence)),
  );
  return { breach, safety: capWealth(safety, mostSafety) };
}

/** Whether the arm's calls say which of them are fresh: then no look can hold a whole session against the candidate. */
function tellsUnits(gate: Gate, arm: ArmBatch | undefined): boolean {
  return gate.metric.kind === 'rate' && arm?.rates[gate.metric.name]?.fresh !== undefined;
}

function bounded(logFactors: readonly number[], most: number): readonly number[] {
  return most === Infinity ? logFactors : logFactors.map((factor) => Math.min(factor, most));
}

function designEffectOf({ repeats }: GateEvidence): number {
  return repeats === undefined ? 1 : designEffect(repeats);
}

function tempered(logFactors: readonly number[], dispersionFactor: number): readonly number[] {
  return dispersionFactor === 1 ? logFactors : logFactors.map((factor) => factor / dispersionFactor);
}

function dispersionAfter(gate: Gate, before: Dispersion, stable: Mass, memory: Memory): Dispersion {
  const { evidence, values } = memory;
  const usual = evidence.repeats?.usual ?? evidence.usual;
  if (evidence.incident) return withoutOpenBlocks(before);
  if (gate.metric.kind === 'mean') return addDispersion(before, stable, usual, valueVariance(values));
  const rate = (usual.sum + 1) / (usual.count + 2);
  return addDispersion(before, stable, usual, rate * (1 - rate));
}

function clusteringAfter(before: Clustering, stable: Mass, { evidence }: Memory): Clustering {
  const { incident, usual } = evidence;
  return incident ? withoutLatest(before, usual.sum / usual.count) : addClustering(before, stable);
}

/** Stable's calls that waited for the candidate's are compared with them. */
function besideCandidate(batch: Batch, { stable, candidate }: Seen, memory: Memory): Seen {
  const waited = candidate.count === 0 || batch.alone || batch.pairs !== undefined;
  return { candidate, stable: waited ? stable : addMass(stable, waitingFor(memory, 'safety')) };
}

/** Looks count by their harmonic sizes, so that a change of weight or of load does not look like a difference. */
function differenceAfter(gate: Gate, before: DifferenceSums, { stable, candidate }: Seen): DifferenceSums {
  if (stable.count === 0 || candidate.count === 0 || gate.metric.kind === 'quantile') return before;
  const weight = (stable.count * candidate.count) / (stable.count + candidate.count);
  return {
    weight: round(before.weight + weight),
    difference: round(before.difference + weight * (candidate.sum / candidate.count - stable.sum / stable.count)),
    ...(before.stable === undefined ? {} : { stable: round(before.stable + (weight * stable.sum) / stable.count) }),
    stablePart: round(before.stablePart + (weight * candidate.count) / (stable.count + candidate.count)),
  };
}

/** For show only: four decimals do, more where a metric's unit makes all of it small. */
function round(value: number): number {
  const unit = Math.abs(value) >= 1 || value === 0 ? 1e4 : 1e9;
  return Math.round(value * unit) / unit;
}
