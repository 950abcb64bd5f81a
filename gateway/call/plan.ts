import { assignmentUnit, isMirrored, isMirroredByRule, isShared, unitPoint } from '../../core/route/assignment.ts';
import type { MirrorRule } from '../../core/route/mirror-schema.ts';
import type { ArmCall } from '../outcome/draft.ts';
import type { AppRequest } from '../request/app-request.ts';
import type { CallContext } from '../request/call-context.ts';
import type { Leases } from '../serving/leases.ts';
import type { ServedTarget } from '../serving/served-target.ts';
import type { Targets } from '../serving/target-choice.ts';
import type { ServedRoute, ServedVersion } from '../serving/serving.ts';
import type { CallLimits } from '../upstream/call-timer.ts';
import type { UpstreamFailure } from '../upstream/failure.ts';
import { type FallbackOn, fallbackTakes } from '../upstream/failure-class.ts';
import { targetName } from '../upstream/target.ts';

/** How a request is to be served: whose turn it is first, and who may answer in its place. */
export interface Plan {
  /** In this order, until one answers. */
  readonly links: readonly [Link, ...Link[]];
  /** Where a copy of the request goes, if anywhere. */
  readonly mirror: PlannedMirror | undefined;
}

export interface PlannedMirror {
  readonly armCall: ArmCall;
  /** Its limits, where it is a standing rule and not a release that mirrors. */
  readonly rule: MirrorRule | undefined;
}

/** One target in the chain. */
export interface Link {
  readonly armCall: ArmCall;
  readonly served: ServedTarget;
  /** Whether it may answer what the one before failed by. The first has none before it. */
  takes(failure: UpstreamFailure): boolean;
  /** Whether it may answer where the one before gave an answer that its content filter cut. */
  readonly takesFiltered: boolean;
  /** How headers and traces name it when it answers in another one's place; absent for the first. */
  readonly standsInAs: string | undefined;
  /** How long it may take to begin its answer, ms; no limit of its own but the version's where `Infinity`. */
  readonly budgetMs: number;
}

/** Whose call it is decides the arm, whether the lease holds is read once. */
export function planCall(route: ServedRoute, context: CallContext, request: AppRequest, leases: Leases): Plan {
  const { rollout: served, stable, snapshot } = route;
  const stableLinks = (armCall: ArmCall, standsIn?: StandIn): [Link, ...Link[]] =>
    chain(armCall, armCall.version.choose(request, context), standsIn);
  if (served === undefined) {
    const armCall: ArmCall = { route, version: stable, arm: 'stable', rollout: undefined, weight: 0 };
    return { links: stableLinks(armCall), mirror: standingMirror(armCall, context) };
  }
  const { rollout, candidate } = served;
  const { identity } = context;
  const holds = leases.holds(rollout.releaseId);
  const weight = holds ? rollout.weight : 0;
  const unit = assignmentUnit(snapshot.assignBy, identity);
  const point = unitPoint(rollout.releaseId, unit);
  const ofUnit = isShared(unit) ? { unitPoint: point } : {};
  const stableCall: ArmCall = { route, version: stable, arm: 'stable', rollout, weight, ...ofUnit };
  if (holds && point < weight) {
    const [first] = candidate.choose(request, context);
    const armCall: ArmCall = { ...stableCall, version: candidate, arm: 'candidate' };
    const own: Link = {
      armCall,
      served: first,
      takes: () => true,
      takesFiltered: false,
      standsInAs: undefined,
      budgetMs: candidateBudgetMs(candidate, stable, request.streamed),
    };
    const links: Plan['links'] = [own, ...stableLinks(stableCall, STABLE_FOR_CANDIDATE)];
    return { links, mirror: standingMirror(armCall, context) };
  }
  const mirrored =
    holds && rollout.mirrorRate > 0 && isMirrored(rollout.releaseId, identity.request, rollout.mirrorRate);
  const shadow: ArmCall = { ...stableCall, version: candidate, arm: 'shadow' };
  return {
    links: stableLinks(stableCall),
    mirror: mirrored ? { armCall: shadow, rule: undefined } : standingMirror(stableCall, context),
  };
}

/** A copy by the standing rule of the version that serves the request. It belongs to no release, so it is no evidence. */
function standingMirror({ route, version }: ArmCall, { identity }: CallContext): PlannedMirror | undefined {
  const { mirror } = version;
  if (mirror === undefined || !isMirroredByRule(route.snapshot.id, identity.request, mirror.rule.rate))
    return undefined;
  const armCall: ArmCall = { route, version: mirror.version, arm: 'shadow', rollout: undefined, weight: 0 };
  return { armCall, rule: mirror.rule };
}

/** When all that a link does must be over, its guardrails' work included. */
export function endOf({ armCall }: Pick<Link, 'armCall'>, beganAt: number): number {
  return beganAt + armCall.version.config.timeouts.totalMs;
}

/** The time limits of one link's calls, from now on. A plain answer has no first token to wait for. */
export function limitsOf(
  { armCall, budgetMs }: Pick<Link, 'armCall' | 'budgetMs'>,
  streamed: boolean,
  now: number,
  endBy: number,
): CallLimits {
  const { connectMs, firstTokenMs, betweenTokensMs } = armCall.version.config.timeouts;
  return {
    connectMs,
    firstTokenMs: streamed ? firstTokenMs : Infinity,
    betweenTokensMs,
    beginBy: now + budgetMs,
    endBy,
  };
}

/** The next link that may answer what this one did not, if any. */
export function nextLink({ links }: Plan, link: Link, failure: UpstreamFailure): Link | undefined {
  if (failure.kind === 'cancelled' || isGuarded(failure)) return undefined;
  return links.slice(links.indexOf(link) + 1).find((later) => later.takes(failure));
}

/**
 * Who answers in the place of an answer that a content filter cut, if a fallback takes that. An answer of the candidate
 * stays one: what filters do is for its gates to judge.
 */
export function linkForFiltered({ links }: Plan, link: Link): Link | undefined {
  if (link.armCall.arm === 'candidate') return undefined;
  return links.slice(links.indexOf(link) + 1).find((later) => later.takesFiltered);
}

/** Whether another link may answer now in the place of one that is not asked for this reason. */
export function mayPassOn({ links }: Plan, link: Link, failure: UpstreamFailure, now: number): boolean {
  const later = links.slice(links.indexOf(link) + 1);
  return later.some(({ takes, served }) => takes(failure) && served.guard.breaker.wouldAdmit(now));
}

/** A guardrail has spoken: its word is the answer. One that failed is a fault of the version, as any other. */
function isGuarded(failure: UpstreamFailure): boolean {
  return failure.kind === 'guardrail' && failure.stop.reason === 'blocked';
}

/**
 * How long the candidate may keep the user waiting before stable takes over: never longer than stable itself may take,
 * and never shorter for being the candidate. Both arms are cut at the same time, so a slow provider is slow on both.
 */
function candidateBudgetMs(candidate: ServedVersion, stable: ServedVersion, streamed: boolean): number {
  const [own, stables] = [candidate.config.timeouts, stable.config.timeouts];
  return streamed ? Math.min(own.firstTokenMs, stables.firstTokenMs) : Math.min(own.totalMs, stables.totalMs);
}

/** How the first link of a chain is told where another arm was asked before it. */
interface StandIn {
  readonly as: string;
  takes(failure: UpstreamFailure): boolean;
}

/** Stable answers whatever the candidate did not: even a request that the candidate refused may be fine with stable. */
const STABLE_FOR_CANDIDATE: StandIn = { as: 'stable', takes: () => true };

/** The targets of the version's routing, then its fallbacks. */
function chain(armCall: ArmCall, [own, ...others]: Targets, first?: StandIn): [Link, ...Link[]] {
  const link = (served: ServedTarget, on?: FallbackOn): Link => ({
    armCall,
    served,
    takes: (failure) => fallbackTakes(on, failure),
    takesFiltered: on?.includes('content_filter') === true,
    standsInAs: targetName(served.target),
    budgetMs: Infinity,
  });
  return [
    { ...link(own), ...(first && { takes: first.takes }), standsInAs: first?.as },
    ...others.map((served) => link(served)),
    ...armCall.version.fallbacks.map(({ served, on }) => link(served, on)),
  ];
}
