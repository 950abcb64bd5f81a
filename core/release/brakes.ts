import type { Role } from '../access/roles.ts';
import { parseDuration } from '../duration.ts';
import type { Step } from './steps.ts';
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
  readonly by: string;
  readonly comment: string;
  /** Absent where it came past the control API. */
  readonly role?: Role;
  readonly atMs: number;
}

export const NO_BRAKES: Brakes = { approvals: [] };

/** Why the release may not take its next step now, as a sentence; `undefined` where nothing holds it. */
export function brakeReason(
  brakes: Brakes,
  next: Step | undefined,
  approvals: readonly ApprovalSpec[],
): string | undefined {
  if (brakes.blocked !== undefined) return `blocked by ${brakes.blocked.by}: ${brakes.blocked.reason}`;
  if (brakes.paused !== undefined) return `paused by ${brakes.paused.by}: ${brakes.paused.reason}`;
  const missing = next === undefined ? 0 : missingApprovals(brakes, next.stage, approvals);
  if (next === undefined || missing === 0) return undefined;
  return `waits for ${missing} ${missing === 1 ? 'approval' : 'approvals'} before ${next.stage}`;
}

/** The brakes without the approvals that are too old to count at that moment. */
export function brakesAt(brakes: Brakes, approvals: readonly ApprovalSpec[], nowMs: number): Brakes {
  const counts = ({ stage, atMs }: Approval): boolean => {
    const endsAtMs = expiryOf(stage, atMs, approvals);
    return endsAtMs === undefined || nowMs < endsAtMs;
  };
  return { ...brakes, approvals: brakes.approvals.filter(counts) };
}

/** When an approval that was given at that moment stops counting; `undefined` where it does not. */
export function expiryOf(stage: ForwardStage, atMs: number, approvals: readonly ApprovalSpec[]): number | undefined {
  const span = approvals.find((approval) => approval.before === stage)?.expiresAfter;
  if (span === undefined) return undefined;
  return atMs + (parseDuration(span) ?? 0);
}

/** How many approvals (of different people) are still wanted before the stage. */
export function missingApprovals(brakes: Brakes, stage: ForwardStage, approvals: readonly ApprovalSpec[]): number {
  const wanted = approvals.find((approval) => approval.before === stage)?.count ?? 0;
  const given = new Set(brakes.approvals.filter((approval) => approval.stage === stage).map((approval) => approval.by));
  return Math.max(0, wanted - given.size);
}
