import type { Arm } from '../release/arm.ts';

/**
 * What one key used of one version of a route, on one arm, within one hour: sums that are never sampled or dropped,
 * whatever becomes of traces.
 */
export interface UsageHour {
  /** When the hour began, ms of the epoch. */
  readonly hourMs: number;
  readonly route: string;
  readonly routeVersion: number;
  readonly arm: Arm;
  /** Empty where the caller has none. */
  readonly keyId: string;
  readonly tenant: string;
  readonly team: string;
  readonly calls: number;
  readonly failed: number;
  readonly cacheLookups: number;
  readonly cacheHits: number;
  /** Calls whose cost is known, and what they cost. */
  readonly costed: number;
  readonly costUsd: number;
  /** Calls whose tokens are known, and how many those are. */
  readonly metered: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}
