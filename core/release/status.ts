import type { VerdictKind } from '../decision/verdict.ts';
import { type Brakes, missingApprovals } from './brakes.ts';
import type { ApprovalSpec } from './spec.ts';
import type { Stage } from './stage.ts';
import { type Position, type ReleaseState, stepAt } from './state.ts';
import type { Step } from './steps.ts';

/** A release's state in one word, for lists and search attributes. */
export const RELEASE_STATUSES = [
  'scheduled',
  'running',
  'awaiting_approval',
  'paused',
  'blocked',
  'held',
  'completing',
  'rolling_back',
  'completed',
  'rolled_back',
  'aborted',
] as const;
export type ReleaseStatus = (typeof RELEASE_STATUSES)[number];

/** Statuses in which a release has the route no longer. */
export const ENDED: readonly ReleaseStatus[] = ['completed', 'rolled_back', 'aborted'];

export interface StatusFacts {
  readonly position: Position;
  readonly brakes: Brakes;
  /** What is to be approved before the next step. */
  readonly demands: readonly ApprovalSpec[];
  /** Whether its time to start has not come yet. */
  readonly scheduled?: boolean;
  /** The engine's last word in this state. */
  readonly verdict: VerdictKind;
}

export function releaseStatus(facts: StatusFacts): ReleaseStatus {
  const { state } = facts.position;
  if (state === 'aborting') return 'rolling_back';
  if (state !== 'shadow' && state !== 'canary' && state !== 'ramp' && state !== 'bake') return state;
  if (facts.brakes.blocked !== undefined) return 'blocked';
  if (facts.brakes.paused !== undefined) return 'paused';
  if (facts.verdict === 'hold') return 'held';
  if (facts.scheduled === true) return 'scheduled';
  const unapproved = facts.demands.some((demand) => missingApprovals(facts.brakes, demand) > 0);
  return unapproved && facts.verdict === 'promote' ? 'awaiting_approval' : 'running';
}

/** The stage as the contract names it: the ways back are all `rollback`, completing belongs to `bake`. */
export function stageOf(state: ReleaseState): Stage {
  if (state === 'shadow' || state === 'canary' || state === 'ramp' || state === 'bake') return state;
  return state === 'completing' || state === 'completed' ? 'bake' : 'rollback';
}

/** The share of units that the candidate is given; 0 before its first exposure and on every way back. */
export function weightOf({ state, step }: Position, begun: boolean, steps: readonly Step[]): number {
  if (state === 'completing' || state === 'completed') return 1;
  return begun && stageOf(state) !== 'rollback' ? stepAt(steps, step).weight : 0;
}
