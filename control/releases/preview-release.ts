import { planOf } from '../../core/decision/planned.ts';
import { sameJson } from '../../core/json.ts';
import type { ReleaseSpec } from '../../core/release/spec.ts';
import { planSteps } from '../../core/release/steps.ts';
import type { Database } from '../../store/database.ts';
import { draftRelease, findOpenRelease } from '../../store/releases.ts';
import type { ReleasePreview } from '../api/schemas/release.ts';
import { readRouteHistory } from './route-history.ts';
import { presentDemand, presentStep } from './present-release.ts';

/** As far back as `tidegate plan` looks. */
const PAST_HOURS = 24 * 7;

/**
 * What the release would come to if it were accepted now; nothing is kept of it.
 * @throws TidegateError `not_found`, `invalid_input`
 */
export async function previewRelease(
  database: Database,
  asked: ReleaseSpec,
  requestsPerMinute?: number,
): Promise<ReleasePreview> {
  const draft = await database.begin((transaction) => draftRelease(transaction, asked));
  const open = await findOpenRelease(database, asked.route);
  const { spec, route, changes, aspects, obstacle } = draft;
  const past = await readRouteHistory(database, asked.route, PAST_HOURS);
  const traffic = requestsPerMinute ?? past.requestsPerMinute;
  const underWay = open === undefined ? null : `route "${open.route}" already has the release ${open.id} under way`;
  const isAsked = (approval: (typeof spec.approvals)[number]): boolean =>
    asked.approvals.some((own) => sameJson(own, approval));
  return {
    route: asked.route,
    stableVersion: route.stableVersion,
    changes: [...changes],
    aspects: [...aspects],
    steps: planSteps(spec.plan).map(presentStep),
    approvals: spec.approvals.map((approval) => ({
      ...presentDemand(approval),
      by: isAsked(approval) ? 'release' : 'policy',
    })),
    separationOfDuties: spec.separationOfDuties === true,
    obstacle: obstacle ?? underWay,
    plan: traffic === null || traffic <= 0 ? null : planOf(spec, traffic, past),
  };
}
