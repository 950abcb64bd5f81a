import { assignmentUnit, type CallIdentity, isMirrored, isOnCandidate } from '../../core/route/assignment.ts';
import type { ArmCall } from '../outcome/draft.ts';
import type { Leases } from '../serving/leases.ts';
import type { ServedTarget } from '../serving/served-target.ts';
import type { ServedRoute, ServedVersion } from '../serving/serving.ts';
import type { CallLimits } from '../upstream/call-timer.ts';
import { isWorthFallback, type UpstreamFailure } from '../upstream/failure.ts';
import { targetName } from '../upstream/target.ts';

/** How a request is to be served: whose turn it is first, and who may answer in its place. */
export interface Plan {
  /** In this order, until one answers. */
  readonly links: readonly [Link, ...Link[]];
  /** The candidate, where the request is mirrored to it. */
  readonly mirror: ArmCall | undefined;
}

/** One target in the chain. */
export interface Link {
  readonly armCall: ArmCall;
  readonly served: ServedTarget;
  /** How headers and traces name it when it answers in another one's place; absent for the first. */
  readonly standsInAs: string | undefined;
  /** How long it may take to begin its answer, ms; no limit of its own but the version's where `Infinity`. */
  readonly budgetMs: number;
}

/** A pure function of the route, the caller and whether the lease holds, which is read once. */
export function planCall(route: ServedRoute, identity: CallIdentity, leases: Leases, streamed: boolean): Plan {
  const { rollout: served, stable, snapshot } = route;
  if (served === undefined)
    return {
      links: stableLinks({ route, version: stable, arm: 'stable', rollout: undefined, weight: 0 }),
      mirror: undefined,
    };
  const { rollout, candidate } = served;
  const holds = leases.holds(rollout.releaseId);
  const weight = holds ? rollout.weight : 0;
  const stableCall: ArmCall = { route, version: stable, arm: 'stable', rollout, weight };
  if (holds && isOnCandidate(rollout.releaseId, assignmentUnit(snapshot.assignBy, identity), weight)) {
    const own: Link = {
      armCall: { ...stableCall, version: candidate, arm: 'candidate' },
      served: candidate.targets[0],
      standsInAs: undefined,
      budgetMs: candidateBudgetMs(candidate, stable, streamed),
    };
    return { links: [own, ...stableLinks(stableCall, 'stable')], mirror: undefined };
  }
  const mirrored =
    holds && rollout.mirrorRate > 0 && isMirrored(rollout.releaseId, identity.request, rollout.mirrorRate);
  return {
    links: stableLinks(stableCall),
    mirror: mirrored ? { ...stableCall, version: candidate, arm: 'shadow' } : undefined,
  };
}

/** The time limits of one link, from now on. A plain answer has no first token to wait for. */
export function limitsOf(
  { armCall, budgetMs }: Pick<Link, 'armCall' | 'budgetMs'>,
  streamed: boolean,
  now: number,
): CallLimits {
  const { connectMs, firstTokenMs, betweenTokensMs, totalMs } = armCall.version.config.timeouts;
  return {
    connectMs,
    firstTokenMs: streamed ? firstTokenMs : Infinity,
    betweenTokensMs,
    beginBy: now + budgetMs,
    endBy: now + totalMs,
  };
}

/**
 * Whether the next link may answer what this one did not. Stable answers whatever the candidate did not: even a request
 * that the candidate refused may be fine with stable. A fallback answers for a target that is at fault itself.
 */
export function goesOn({ armCall }: Link, failure: UpstreamFailure): boolean {
  if (failure.kind === 'cancelled') return false;
  return armCall.arm === 'candidate' || isWorthFallback(failure);
}

/**
 * How long the candidate may keep the user waiting before stable takes over: never longer than stable itself may take,
 * and never shorter for being the candidate. Both arms are cut at the same time, so a slow provider is slow on both.
 */
function candidateBudgetMs(candidate: ServedVersion, stable: ServedVersion, streamed: boolean): number {
  const [own, stables] = [candidate.config.timeouts, stable.config.timeouts];
  return streamed ? Math.min(own.firstTokenMs, stables.firstTokenMs) : Math.min(own.totalMs, stables.totalMs);
}

/** Stable's own target, then its fallbacks. */
function stableLinks(armCall: ArmCall, firstStandsInAs?: string): [Link, ...Link[]] {
  const [own, ...fallbacks] = armCall.version.targets;
  const link = (served: ServedTarget, standsInAs: string | undefined): Link => ({
    armCall,
    served,
    standsInAs,
    budgetMs: Infinity,
  });
  return [link(own, firstStandsInAs), ...fallbacks.map((served) => link(served, targetName(served.target)))];
}
