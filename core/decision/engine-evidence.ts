import { TidegateError } from '../errors.ts';
import type { CohortSlots } from './cohort-slots.ts';
import type { Evidence } from './evidence.ts';
import type { GateEvidence } from './gate-evidence.ts';
import type { RecentValues } from './recent-values.ts';
import type { TrafficShare } from './traffic-share.ts';
import type { Wager } from './wager.ts';

/** The evidence as the engine itself knows it. To everybody else it is opaque JSON. */
export interface EngineEvidence extends Evidence {
  readonly gates: Readonly<Record<string, GateEvidence>>;
  /** By cohort and value (`all latency_ms`). */
  readonly values: Readonly<Record<string, ArmValues>>;
  /** By label. */
  readonly cohorts: Readonly<Record<string, CohortSlots>>;
  /** By gate on an external metric. */
  readonly readings: Readonly<Record<string, ReadingEvidence>>;
  readonly exposure: ExposureSeen;
  readonly share: TrafficShare;
  /** When the last look with anything new was. */
  readonly lastAtMs?: number;
}

export interface ArmValues {
  readonly stable: RecentValues;
  readonly candidate: RecentValues;
}

export interface ReadingEvidence {
  readonly breach: Wager;
  readonly safety: Wager;
  readonly readings: number;
  readonly failures: number;
  readonly lastAtMs: number;
  readonly stable: number;
  readonly candidate: number;
}

/** How much the candidate has been tried. */
export interface ExposureSeen {
  /** Candidate's finished requests by weight, in thousandths. */
  readonly requests: Readonly<Record<string, number>>;
  readonly pairs: number;
  readonly shadowCostUsd: number;
  /** Slowest 99 % quantile of stable's latency in any look, ms: so long calls may be under way. */
  readonly slowestMs: number;
  /** When calls first came in with nothing running beside the candidate. */
  readonly aloneSinceMs?: number;
}

/** The evidence of a format that this engine reads; another one is an error, never a fresh start. */
export function ownEvidence(evidence: Evidence): EngineEvidence {
  if (evidence.format !== 1) {
    throw new TidegateError(
      'invalid_input',
      `Evidence of format ${String(evidence.format)} can not be read: expected 1`,
    );
  }
  return evidence as EngineEvidence;
}

export function valuesKey(cohort: string, value: string): string {
  return `${cohort} ${value}`;
}
