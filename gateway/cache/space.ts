import type { Snapshot } from '../../core/route/snapshot.ts';
import type { ArmCall } from '../outcome/draft.ts';

/**
 * Where the answers of a version are kept while it is served so. A candidate's are those of its release: once that is
 * over, nobody asks for them any more, whatever is still stored where.
 */
export function spaceOf({ route, version, arm, rollout }: ArmCall): string {
  return name(route.snapshot.id, version.number, arm === 'stable' ? undefined : rollout?.releaseId);
}

/** The spaces of all versions that the snapshot serves. */
export function liveSpaces({ routes }: Snapshot): ReadonlySet<string> {
  const spaces = new Set<string>();
  for (const { id, stable, rollout } of routes.values()) {
    spaces.add(name(id, stable.number, undefined));
    if (rollout !== undefined) spaces.add(name(id, rollout.candidate.number, rollout.releaseId));
  }
  return spaces;
}

function name(route: string, version: number, release: string | undefined): string {
  return `${route} ${version} ${release ?? 'stable'}`;
}
