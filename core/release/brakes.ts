import type { Role } from '../access/roles.ts';
import { parseDuration } from '../duration.ts';
import { percent, type Step } from './steps.ts';
import type { ApprovalSpec } from './spec.ts';
import type { ForwardStage } from './stage.ts';

/** What keeps a release from going forward. None of it keeps it from rolling back: the watch goes on. */
export interface Brakes {
  readonly paused?: Brake;
  readonly blocked?: Brake;
  readonly approvals: readonly Approval[];
}

export interface Brake {
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

export interface Approval {
  readonly stage: ForwardStage;
  /** Of one step of the stage; absent where it is of the stage. */
  readonly weight?: number;
  readonly by: string;
  readonly comment: string;
  /** Absent where it came past the control API. */
  readonly role?: Role;
  readonly atMs: number;
}

export const NO_BRAKES: Brakes = { approvals: [] };

/** What one approval is for: a stage, or one step of it. */
export type DemandPlace = Pick<ApprovalSpec, 'before' | 'weight'>;

/** `ramp`, or of one step `ramp 25 %`. */
export function demandText({ before, weight }: DemandPlace): string {
  return weight === undefined ? before : `${before} ${percent(weight)}`;
}

/** The approvals that are wanted before a step; those of its stage where the step `enters` it. */
export function demandsBefore(
  approvals: readonly ApprovalSpec[],
  { stage, weight }: Pick<Step, 'stage' | 'weight'>,
  enters: boolean,
): readonly ApprovalSpec[] {
  return approvals.filter(
    (demand) => demand.before === stage && (demand.weight === undefined ? enters : demand.weight === weight),
  );
}

/** Why the release may not take its next step now, as a sentence; `undefined` where nothing holds it. */
export function brakeReason(brakes: Brakes, demands: readonly ApprovalSpec[]): string | undefined {
  if (brakes.blocked !== undefined) return `blocked by ${brakes.blocked.by}: ${brakes.blocked.reason}`;
  if (brakes.paused !== undefined) return `paused by ${brakes.paused.by}: ${brakes.paused.reason}`;
  const open = demands.filter((demand) => missingApprovals(brakes, demand) > 0);
  if (open.length === 0) return undefined;
  const missing = open.reduce((sum, demand) => sum + missingApprovals(brakes, demand), 0);
  return `waits for ${missing} ${missing === 1 ? 'approval' : 'approvals'} before ${open.map(demandText).join(' and ')}`;
}

/** The brakes without the approvals that are too old to count at that moment. */
export function brakesAt(brakes: Brakes, approvals: readonly ApprovalSpec[], nowMs: number): Brakes {
  const counts = (given: Approval): boolean => {
    const demand = approvals.find((each) => isFor(given, each));
    const endsAtMs = demand === undefined ? undefined : expiryOf(demand, given.atMs);
    return endsAtMs === undefined || nowMs < endsAtMs;
  };
  return { ...brakes, approvals: brakes.approvals.filter(counts) };
}

/** When an approval that was given at that moment stops counting; `undefined` where it does not. */
export function expiryOf({ expiresAfter }: ApprovalSpec, atMs: number): number | undefined {
  return expiresAfter === undefined ? undefined : atMs + (parseDuration(expiresAfter) ?? 0);
}

/** How many approvals (of different people) are still wanted. */
export function missingApprovals(brakes: Brakes, demand: ApprovalSpec): number {
  const given = new Set(brakes.approvals.filter((approval) => isFor(approval, demand)).map((approval) => approval.by));
  return Math.max(0, demand.count - given.size);
}

/** Whether an approval is of that stage or step. */
export function isFor({ stage, weight }: Pick<Approval, 'stage' | 'weight'>, demand: DemandPlace): boolean {
  return stage === demand.before && weight === demand.weight;
}
