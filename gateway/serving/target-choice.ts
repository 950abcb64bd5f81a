import { assignmentUnit, unitPoint } from '../../core/route/assignment.ts';
import { estimatedTokens, expectedCostUsd, type Routing, ruleHolds, weightedIndex } from '../../core/route/routing.ts';
import type { RouteSnapshot } from '../../core/route/snapshot.ts';
import type { AppRequest } from '../request/app-request.ts';
import type { CallContext } from '../request/call-context.ts';
import { offeredTools, promptBytes } from './routed-call.ts';
import type { ServedTarget } from './served-target.ts';

/** Targets for one call: whose turn it is first, then those that may answer in its place. */
export type Targets = readonly [ServedTarget, ...ServedTarget[]];
export type TargetChoice = (request: AppRequest, context: CallContext) => Targets;

/** With each so manieth call a target that is not the quickest is asked, so that what is known of it stays true. */
const EXPLORED_EVERY = 20;

/** `targets` are the version's own and then those of its routing, in the order of the configuration. */
export function targetChoice(
  targets: Targets,
  routing: Routing | undefined,
  { id, assignBy }: Pick<RouteSnapshot, 'id' | 'assignBy'>,
): TargetChoice {
  if (routing === undefined) return () => targets;
  switch (routing.policy) {
    case 'weighted': {
      const weights = [routing.ownWeight, ...routing.targets.map(({ weight }) => weight)];
      // Not salted with the version: a unit stays with its target when a new version keeps the weights.
      return (_request, { identity }) =>
        from(targets, weightedIndex(weights, unitPoint(`routing/${id}`, assignmentUnit(assignBy, identity))));
    }
    case 'round-robin': {
      const turn = turns(targets.length);
      return () => from(targets, turn());
    }
    case 'least-latency':
      return leastLatency(targets);
    case 'least-cost':
      return (request) => {
        const tokens = estimatedTokens(promptBytes(request));
        return lowestFirst(targets, ({ target }) => expectedCostUsd(target.price, tokens, routing.completionTokens));
      };
    case 'conditional':
      return (request, { labels }) => {
        const call = { labels, promptBytes: () => promptBytes(request), tools: () => offeredTools(request) };
        const rule = routing.rules.findIndex((candidate) => ruleHolds(candidate, call));
        // A condition may be a must (whose data may go where), so the other targets do not stand in for this one.
        return [targets[rule + 1] ?? targets[0]];
      };
  }
}

/** What has not been measured yet goes first. */
function leastLatency(targets: Targets): TargetChoice {
  const turn = turns(EXPLORED_EVERY);
  const explored = turns(targets.length);
  return ({ streamed }) => {
    const sorted = lowestFirst(targets, ({ target }) => target.health.latencyMs(streamed) ?? 0);
    return turn() === EXPLORED_EVERY - 1 ? from(sorted, explored()) : sorted;
  };
}

function lowestFirst(targets: Targets, figure: (target: ServedTarget) => number): Targets {
  const figures = new Map(targets.map((target) => [target, figure(target)]));
  const of = (target: ServedTarget): number => figures.get(target) ?? Infinity;
  // Infinity less Infinity is no number.
  return targets.toSorted((one, other) => (of(one) === of(other) ? 0 : of(one) - of(other))) as unknown as Targets;
}

/** The target at the index, then the others in their order. */
function from(targets: Targets, index: number): Targets {
  return [targets[index] ?? targets[0], ...targets.filter((_target, at) => at !== index)];
}

/** 0, 1, ... count - 1 and again. */
function turns(count: number): () => number {
  let next = -1;
  return () => (next = (next + 1) % count);
}
