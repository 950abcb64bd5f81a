import { quantile } from '../llm/histogram.ts';
import type { Statistics, ValueName } from '../llm/statistics.ts';
import { absorbBatch } from './absorb-gate.ts';
import { absorbReading } from './absorb-reading.ts';
import { type Batch, batchesOf, isBlank, isBlankPairs, roundWeight } from './batch.ts';
import type { Charter } from './charter.ts';
import { type CohortSlots, NO_SLOTS, othersOf, placeOf, slotsAfter } from './cohort-slots.ts';
import { clusteringFactor } from './clustering.ts';
import { judgedArm, oddsOf } from './comparison.ts';
import { blocksSeen, dispersionFactor as dispersionFactorOf } from './dispersion.ts';
import { type ArmValues, type EngineEvidence, type ExposureSeen, valuesKey } from './engine-evidence.ts';
import { type Gate, gateKey, gatesOf } from './gate.ts';
import { type GateEvidence, newGateEvidence } from './gate-evidence.ts';
import { type ArmLook, type CohortPairs, EVERYONE, type Look } from './look.ts';
import { addRecent, NO_RECENT_VALUES } from './recent-values.ts';
import { safetyThreshold } from './risk.ts';
import { shareAfter } from './traffic-share.ts';

/** Old proof is worth at most this much (as log) beyond what a promotion needs. */
const SAFETY_SURPLUS = 3;
const NO_VALUES: ArmValues = { stable: NO_RECENT_VALUES, candidate: NO_RECENT_VALUES };

/** The evidence after a look; the same evidence where the look is empty. */
export function absorbLook(charter: Charter, before: EngineEvidence, look: Look): EngineEvidence {
  if (isEmpty(look)) return before;
  const gates = gatesOf(charter.gates);
  const placed = placedBatches(gates, before, look);
  const mostSafety = Math.log(safetyThreshold(charter)) + SAFETY_SURPLUS;
  const exposure = exposureAfter(before.exposure, look);
  return {
    format: before.format,
    looks: before.looks + 1,
    gates: gatesAfter(gates, before, settled(placed, exposure, look.atMs), { mostSafety, atMs: look.atMs }),
    values: valuesAfter(gates, before, placed),
    cohorts: cohortsAfter(gates, before, look),
    readings: readingsAfter(gates, before, look),
    exposure,
    lastAtMs: look.atMs,
    share: shareAfter(before.share, look.arms),
  };
}

function isEmpty(look: Look): boolean {
  return (
    look.arms.every(({ statistics }) => isBlank(statistics)) &&
    look.pairs.every(({ statistics }) => isBlankPairs(statistics)) &&
    Object.keys(look.external ?? {}).length === 0
  );
}

const MOST_SETTLING_MS = 60_000;

/**
 * Calls count when they end. When the candidate has just become alone, only what ends early has ended, failures first,
 * and no stable arm shares that bias: its batches are judged once the slowest calls can have ended too.
 */
function settled(placed: PlacedBatches, { aloneSinceMs, slowestMs }: ExposureSeen, atMs: number): PlacedBatches {
  if (aloneSinceMs === undefined || atMs - aloneSinceMs >= Math.min(MOST_SETTLING_MS, slowestMs)) return placed;
  return new Map(Array.from(placed, ([place, batches]) => [place, batches.filter((batch) => !batch.alone)]));
}

/** The look's batches by the cohort that they count for. */
type PlacedBatches = ReadonlyMap<string, readonly Batch[]>;

function placedBatches(gates: readonly Gate[], before: EngineEvidence, look: Look): PlacedBatches {
  const names = valueNamesOf(gates);
  const placed = new Map<string, readonly Batch[]>();
  for (const [place, { arms, pairs }] of entriesByPlace(gates, before, look))
    placed.set(place, batchesOf(arms, pairs, names));
  return placed;
}

interface PlaceEntries {
  readonly arms: ArmLook[];
  readonly pairs: CohortPairs[];
}

function entriesByPlace(gates: readonly Gate[], before: EngineEvidence, look: Look): Map<string, PlaceEntries> {
  const byPlace = new Map<string, PlaceEntries>();
  const labels = labelsOf(gates);
  const entriesAt = (cohort: string): PlaceEntries | undefined => {
    const label = labels.find((each) => cohort.startsWith(`${each}=`));
    if (label === undefined && cohort !== EVERYONE) return undefined;
    const place = label === undefined ? EVERYONE : placeOf(before.cohorts[label] ?? NO_SLOTS, label, cohort);
    const known = byPlace.get(place) ?? { arms: [], pairs: [] };
    byPlace.set(place, known);
    return known;
  };
  for (const entry of look.arms) entriesAt(entry.cohort)?.arms.push(entry);
  for (const entry of look.pairs) entriesAt(entry.cohort)?.pairs.push(entry);
  return byPlace;
}

function valueNamesOf(gates: readonly Gate[]): readonly ValueName[] {
  const names = gates.flatMap(({ metric }) =>
    metric.kind === 'quantile' || metric.kind === 'mean' ? [metric.value] : [],
  );
  return [...new Set(names)];
}

function labelsOf(gates: readonly Gate[]): readonly string[] {
  return [...new Set(gates.flatMap((gate) => (gate.spec.cohortBy === undefined ? [] : [gate.spec.cohortBy])))];
}

/** The cohorts that a gate is judged for, everybody first. */
export function cohortsOf(gate: Gate, cohorts: Readonly<Record<string, CohortSlots>>): readonly string[] {
  const label = gate.spec.cohortBy;
  if (label === undefined) return [EVERYONE];
  return [EVERYONE, ...Object.keys(cohorts[label]?.shares ?? {}), othersOf(label)];
}

function gatesAfter(
  gates: readonly Gate[],
  before: EngineEvidence,
  placed: PlacedBatches,
  { mostSafety, atMs }: { readonly mostSafety: number; readonly atMs: number },
): Record<string, GateEvidence> {
  const after: Record<string, GateEvidence> = { ...before.gates };
  const isLong = atMs - (before.lastAtMs ?? 0) >= LONG_LOOK_MS;
  for (const gate of gates) {
    if (gate.metric.kind === 'external') continue;
    const known = before.gates[gateKey(gate, EVERYONE)];
    const dispersionFactor = factorOf(known, isLong);
    const mostPerLook = isLong ? mostOf(known) : Infinity;
    for (const cohort of cohortsOf(gate, before.cohorts)) {
      const key = gateKey(gate, cohort);
      const values = gate.metric.kind === 'rate' ? undefined : before.values[valuesKey(cohort, gate.metric.value)];
      let evidence = after[key];
      for (const batch of placed.get(cohort) ?? []) {
        evidence ??= newGateEvidence(
          gate,
          oddsOf(gate, 'breach'),
          cohort === EVERYONE ? oddsOf(gate, 'safety') : undefined,
        );
        evidence = absorbBatch(gate, evidence, batch, {
          atMs,
          values: values?.stable ?? NO_RECENT_VALUES,
          dispersionFactor,
          mostSafety,
          mostPerLook,
        });
      }
      if (evidence !== undefined) after[key] = evidence;
    }
  }
  return after;
}

function factorOf(evidence: GateEvidence | undefined, isLong: boolean): number {
  if (evidence?.dispersion === undefined) return 1;
  const byBlocks = dispersionFactorOf(evidence.dispersion, isLong ? 'long' : 'short');
  return evidence.clustering === undefined ? byBlocks : Math.max(byBlocks, clusteringFactor(evidence.clustering));
}

/** Looks of a few seconds hold few calls of one session each; longer ones may hold whole sessions. */
const LONG_LOOK_MS = 5_000;
const MOST_PER_LOOK = 1.5;
const MORE_PER_BLOCK = 0.05;

/**
 * How much one look may say against the candidate. Within a long one a whole session may have failed, and until stable has
 * shown how much calls go together, it takes more than one or two such looks.
 */
function mostOf(known: GateEvidence | undefined): number {
  return MOST_PER_LOOK + MORE_PER_BLOCK * (known?.dispersion === undefined ? 0 : blocksSeen(known.dispersion));
}

function valuesAfter(gates: readonly Gate[], before: EngineEvidence, placed: PlacedBatches): Record<string, ArmValues> {
  const after: Record<string, ArmValues> = { ...before.values };
  const done = new Set<string>();
  for (const gate of gates) {
    const { metric } = gate;
    if (metric.kind !== 'quantile' && metric.kind !== 'mean') continue;
    for (const cohort of cohortsOf(gate, before.cohorts)) {
      const key = valuesKey(cohort, metric.value);
      if (done.has(key)) continue;
      done.add(key);
      for (const batch of placed.get(cohort) ?? []) {
        const known = after[key] ?? NO_VALUES;
        const stable = batch.stable?.values[metric.value];
        const candidate = judgedArm(gate, batch)?.values[metric.value];
        after[key] = {
          stable: stable === undefined ? known.stable : addRecent(known.stable, stable),
          candidate: candidate === undefined ? known.candidate : addRecent(known.candidate, candidate),
        };
      }
    }
  }
  return after;
}

function cohortsAfter(gates: readonly Gate[], before: EngineEvidence, look: Look): Record<string, CohortSlots> {
  const entries = labelsOf(gates).map((label) => [
    label,
    slotsAfter(before.cohorts[label] ?? NO_SLOTS, label, look.arms),
  ]);
  return Object.fromEntries(entries) as Record<string, CohortSlots>;
}

function readingsAfter(gates: readonly Gate[], before: EngineEvidence, look: Look): EngineEvidence['readings'] {
  const after = { ...before.readings };
  for (const gate of gates) {
    if (gate.metric.kind !== 'external') continue;
    const reading = look.external?.[gate.metric.query];
    if (reading !== undefined) after[gate.name] = absorbReading(gate, after[gate.name], reading, look.atMs);
  }
  return after;
}

function exposureAfter(before: ExposureSeen, look: Look): ExposureSeen {
  const requests: Record<string, number> = { ...before.requests };
  let { shadowCostUsd, slowestMs, aloneSinceMs } = before;
  for (const { arm, cohort, weight, statistics } of look.arms) {
    if (cohort !== EVERYONE) continue;
    if (arm === 'candidate') {
      const key = String(roundWeight(weight));
      requests[key] = (requests[key] ?? 0) + statistics.requests;
      if (weight >= 1) aloneSinceMs ??= look.atMs;
    }
    if (arm === 'shadow') shadowCostUsd += statistics.values.cost_usd?.sum ?? 0;
    if (arm === 'stable') slowestMs = Math.max(slowestMs, slowLatencyMs(statistics));
  }
  const pairs = look.pairs.reduce(
    (sum, { cohort, statistics }) => sum + (cohort === EVERYONE ? statistics.pairs : 0),
    0,
  );
  const alone = aloneSinceMs === undefined ? {} : { aloneSinceMs };
  return { requests, pairs: before.pairs + pairs, shadowCostUsd, slowestMs, ...alone };
}

function slowLatencyMs({ values }: Statistics): number {
  return values.latency_ms === undefined ? 0 : (quantile(values.latency_ms.histogram, 0.99) ?? 0);
}
