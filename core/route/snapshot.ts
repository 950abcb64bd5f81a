import type { EvaluatorSpec } from '../evaluation/evaluator.ts';
import type { ReleaseId, RouteId } from '../ids.ts';
import type { KeyLimit, LimitConfig } from '../limits/limit.ts';
import type { Stage } from '../release/stage.ts';
import type { AssignmentUnit } from './assignment.ts';
import type { ProviderConfig } from './provider.ts';
import type { RouteVersionConfig } from './version.ts';

/**
 * The contract between control and data plane: all that a gateway replica needs to serve. Versions rise by one with
 * each publication of anything; a replica that can not read a snapshot keeps the last one that it could.
 */
export interface Snapshot {
  readonly version: number;
  readonly routes: ReadonlyMap<string, RouteSnapshot>;
  readonly providers: ReadonlyMap<string, ProviderConfig>;
  /** By the hexadecimal SHA-256 of the key. */
  readonly keys: ReadonlyMap<string, KeySnapshot>;
  /** The limits of the configuration, by id. */
  readonly limits: ReadonlyMap<string, LimitConfig>;
}

export interface RouteSnapshot {
  readonly id: RouteId;
  readonly assignBy: readonly AssignmentUnit[];
  /** Rises by one with each change of this route: the fencing token of publications. */
  readonly generation: number;
  readonly stable: NumberedVersion;
  /** Present while a release has the route. */
  readonly rollout?: Rollout;
}

export interface NumberedVersion {
  readonly number: number;
  readonly config: RouteVersionConfig;
}

/** What a release has the gateway do. */
export interface Rollout {
  readonly releaseId: ReleaseId;
  readonly stage: Stage;
  readonly candidate: NumberedVersion;
  /** Share of assignment units that the candidate serves, in [0, 1]. */
  readonly weight: number;
  /** Share of requests that are mirrored to the candidate, in [0, 1]. */
  readonly mirrorRate: number;
  /** Labels by whose values statistics are kept too. */
  readonly cohortBy: readonly string[];
  /** What the release has checked in the answers of both arms, beside what the versions declare. */
  readonly evaluators?: readonly EvaluatorSpec[];
}

export interface KeySnapshot {
  readonly id: string;
  readonly tenant?: string;
  readonly team?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Routes that the key may call; absent means all. */
  readonly routes?: readonly string[];
  readonly limits?: readonly KeyLimit[];
  /** When it stops being valid, on the wall clock; absent where it does not. */
  readonly expiresAtMs?: number;
}

/** How a replica's permission to serve candidates is held up; see docs/decisions/0003. */
export interface Lease {
  /** A replica that has not reached the store for this long serves stable only. */
  readonly replicaMs: number;
  /** A release that nobody has watched for this long is served stable only. */
  readonly watchMs: number;
}

export const LEASE: Lease = { replicaMs: 4_000, watchMs: 10_000 };
