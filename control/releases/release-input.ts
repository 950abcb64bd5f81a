import { parseDuration } from '../../core/duration.ts';
import { planSteps } from '../../core/release/steps.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import type { ReleaseInput } from '../../workflows/contract.ts';

/** What the workflow of an accepted release is started with: the same from the same record, whoever starts it. */
export function releaseInputOf(release: ReleaseRecord): ReleaseInput {
  const { spec } = release;
  return {
    releaseId: release.id,
    route: release.route,
    stableVersion: release.stableVersion,
    candidateVersion: release.candidateVersion,
    changes: release.changes.join(', '),
    steps: planSteps(spec.plan),
    charter: { gates: spec.gates, risk: spec.risk },
    approvals: spec.approvals,
    maxDurationMs: maxDurationMs(spec.plan.maxDuration),
    onInconclusive: spec.onInconclusive,
    requestedBy: release.requestedBy,
    ...(spec.separationOfDuties === true ? { separationOfDuties: true } : {}),
    ...(spec.startAt === undefined ? {} : { startAtMs: Date.parse(spec.startAt) }),
    generation: release.generation,
    // A release that was stored before there were judges has none.
    ...((spec.judges as typeof spec.judges | undefined)?.length ? { judges: true } : {}),
  };
}

function maxDurationMs(text: string): number {
  const parsed = parseDuration(text);
  if (parsed === undefined) throw new RangeError(`Not a duration: ${text}`);
  return parsed;
}
