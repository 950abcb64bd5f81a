import { hash } from 'node:crypto';
import type { NumberedVersion, Snapshot } from '../../core/route/snapshot.ts';
import type { ArmCall } from '../outcome/draft.ts';

/**
 * Where the answers of a version are kept while it is served so. A candidate's are those of its release: once that is
 * over, nobody asks for them any more, whatever is still stored where.
 */
export function spaceOf({ route, version, arm, rollout }: ArmCall): string {
  return name(route.snapshot.id, version, arm === 'stable' ? undefined : rollout?.releaseId);
}

/** The spaces of all versions that the snapshot serves and that keep answers. */
export function liveSpaces({ routes }: Snapshot): ReadonlySet<string> {
  const spaces = new Set<string>();
  const add = (route: string, version: NumberedVersion, release?: string): void => {
    if (version.config.cache.mode !== 'off') spaces.add(name(route, version, release));
  };
  for (const { id, stable, rollout } of routes.values()) {
    add(id, stable);
    if (rollout !== undefined) add(id, rollout.candidate, rollout.releaseId);
  }
  return spaces;
}

/** A number is one version in one database only: what is kept outside of it goes by what the version is. */
function name(route: string, { number, config }: NumberedVersion, release: string | undefined): string {
  return `${route} ${number} ${digestOf(config)} ${release ?? 'stable'}`;
}

const DIGEST_CHARACTERS = 16;
const digests = new WeakMap<NumberedVersion['config'], string>();

function digestOf(config: NumberedVersion['config']): string {
  const known = digests.get(config);
  if (known !== undefined) return known;
  const digest = hash('sha256', JSON.stringify(config), 'hex').slice(0, DIGEST_CHARACTERS);
  digests.set(config, digest);
  return digest;
}
