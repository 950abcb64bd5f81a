import type { z } from 'zod';
import { parseDuration } from '../duration.ts';
import type { ChangeAspect } from '../route/aspects.ts';
import type { ChangeWindow } from './change-window.ts';
import type { releasePolicySchema } from './policy-schema.ts';
import type { ApprovalSpec, ReleaseSpec } from './spec.ts';
import type { ForwardStage } from './stage.ts';
import { planSteps } from './steps.ts';

export type ReleasePolicy = z.output<typeof releasePolicySchema>;
export type ApprovalRule = ReleasePolicy['approvals'][number];

export const NO_POLICY: ReleasePolicy = { approvals: [], separationOfDuties: false, changeWindows: [] };

const ORDER: readonly ForwardStage[] = ['shadow', 'canary', 'ramp', 'bake'];

/** The rules of policies that a change of these aspects falls under. */
export function rulesFor(
  policies: readonly ReleasePolicy[],
  aspects: readonly ChangeAspect[],
): readonly ApprovalRule[] {
  const rules = policies.flatMap((policy) => policy.approvals);
  return rules.filter(({ on }) => on.some((each) => each === 'any' || aspects.includes(each)));
}

/**
 * The release as the policies have it: nothing of what it asks itself is taken away, and where both ask, the stricter
 * of each field holds. A rule for a stage that the plan leaves out asks before the next one, or else the last.
 */
export function underPolicies(
  spec: ReleaseSpec,
  policies: readonly ReleasePolicy[],
  aspects: readonly ChangeAspect[],
): ReleaseSpec {
  const stages = [...new Set(planSteps(spec.plan).map(({ stage }) => stage))];
  const approvals = rulesFor(policies, aspects).reduce<readonly ApprovalSpec[]>(
    (asked, { on: _, before, ...demand }) => stricter(asked, { ...demand, before: stageFor(before, stages) }),
    spec.approvals,
  );
  const separated = spec.separationOfDuties === true || policies.some((policy) => policy.separationOfDuties);
  return { ...spec, approvals: [...approvals], ...(separated ? { separationOfDuties: true } : {}) };
}

/** Of each policy its windows: a release goes forward where each has one open. */
export function windowsOf(policies: readonly ReleasePolicy[]): readonly (readonly ChangeWindow[])[] {
  return policies.map((policy) => policy.changeWindows).filter((windows) => windows.length > 0);
}

function stageFor(before: ForwardStage | undefined, stages: readonly ForwardStage[]): ForwardStage {
  const from = before === undefined ? 0 : ORDER.indexOf(before);
  return stages.find((stage) => ORDER.indexOf(stage) >= from) ?? stages.at(-1) ?? 'bake';
}

function stricter(asked: readonly ApprovalSpec[], demand: ApprovalSpec): readonly ApprovalSpec[] {
  const own = asked.find(({ before, weight }) => before === demand.before && weight === undefined);
  if (own === undefined) return [...asked, demand];
  const role = own.role === 'admin' || demand.role === 'admin' ? 'admin' : (own.role ?? demand.role);
  const spans = [own.expiresAfter, demand.expiresAfter].filter((span) => span !== undefined);
  const [shortest] = spans.toSorted((left, right) => (parseDuration(left) ?? 0) - (parseDuration(right) ?? 0));
  const both: ApprovalSpec = {
    ...own,
    count: Math.max(own.count, demand.count),
    ...(role === undefined ? {} : { role }),
    ...(shortest === undefined ? {} : { expiresAfter: shortest }),
  };
  return asked.map((each) => (each === own ? both : each));
}
