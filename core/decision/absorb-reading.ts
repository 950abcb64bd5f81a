import type { ReadingEvidence } from './engine-evidence.ts';
import type { Gate } from './gate.ts';
import type { ExternalReading } from './look.ts';
import { newWager, type Odds, oddsOfShares, settle } from './wager.ts';

export const READING_ODDS: Odds = oddsOfShares([1, 1], 0.35);
const ALTERNATIVES = [0.75, 0.95] as const;
const NULL_RATE = 0.5;
/** Readings of an outside system overlap in time: nearer ones are not counted apart. */
const SPACING_MS = 15_000;

/**
 * An outside metric is a number without a sample size: all that can be tested is whether it is beyond the margin more
 * often than not (a sign test on readings at least 15 s apart). `null` is a failed reading: no evidence, but counted.
 */
export function absorbReading(
  gate: Gate,
  known: ReadingEvidence | undefined,
  reading: ExternalReading | null,
  atMs: number,
): ReadingEvidence {
  const before = known ?? newReadings();
  if (reading === null || !Number.isFinite(reading.candidate) || !Number.isFinite(reading.stable)) {
    return { ...before, failures: before.failures + 1 };
  }
  const latest = { stable: reading.stable, candidate: reading.candidate, failures: 0 };
  if (before.readings > 0 && atMs - before.lastAtMs < SPACING_MS) return { ...before, ...latest };
  const beyond = isBeyond(gate, reading);
  return {
    ...before,
    ...latest,
    breach: settle(before.breach, READING_ODDS, 1, factors(beyond)),
    safety: settle(before.safety, READING_ODDS, 1, factors(!beyond)),
    readings: before.readings + 1,
    lastAtMs: atMs,
  };
}

function newReadings(): ReadingEvidence {
  const wager = newWager(READING_ODDS);
  return { breach: wager, safety: wager, readings: 0, failures: 0, lastAtMs: 0, stable: 0, candidate: 0 };
}

/** Beyond the margin; or beyond the limit while stable keeps it. */
function isBeyond(gate: Gate, { stable, candidate }: ExternalReading): boolean {
  const { maxIncrease, maxRatio } = gate.spec;
  if (maxIncrease !== undefined && candidate > stable + maxIncrease) return true;
  if (maxRatio !== undefined && candidate > stable * maxRatio) return true;
  return gate.limit !== undefined && candidate > gate.limit && candidate > stable;
}

function factors(isHit: boolean): number[] {
  return ALTERNATIVES.map((rate) => Math.log((isHit ? rate : 1 - rate) / NULL_RATE));
}
