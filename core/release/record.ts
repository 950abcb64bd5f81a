import type { GateReport } from '../decision/report.ts';
import type { ReleaseId, RouteId } from '../ids.ts';
import type { Stage } from './stage.ts';
import type { ReleaseStatus } from './status.ts';

/** What the gateway is to do for a release from now on. */
export type Exposure =
  | { readonly kind: 'expose'; readonly stage: Stage; readonly weight: number; readonly mirrorRate: number }
  /** The candidate becomes stable. */
  | { readonly kind: 'complete' }
  /** Stable serves all; the candidate is taken back. */
  | { readonly kind: 'withdraw' };

/** How a release stands after a transition: what the store keeps beside the workflow's own history. */
export interface ReleaseRow {
  readonly releaseId: ReleaseId;
  readonly route: RouteId;
  /** Number of the transition within its release: each is written once, under its number. */
  readonly sequence: number;
  readonly actor: string;
  readonly status: ReleaseStatus;
  readonly stage: Stage;
  readonly weight: number;
  readonly reason: string;
  readonly gates: readonly GateReport[];
}

/** What can stand in a release's timeline. */
export const RELEASE_EVENT_TYPES = [
  'scheduled',
  'started',
  'advanced',
  'acknowledged',
  'awaiting_approval',
  'approved',
  'paused',
  'resumed',
  'blocked',
  'unblocked',
  'held',
  'hold_cleared',
  'promotion_forced',
  'rollback_started',
  'abort_started',
  'completing',
  'completed',
  'rolled_back',
  'aborted',
  'lost_route',
] as const;
export type ReleaseEventType = (typeof RELEASE_EVENT_TYPES)[number];
