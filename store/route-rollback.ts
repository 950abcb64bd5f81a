import { TidegateError } from '../core/errors.ts';
import type { ReleaseId } from '../core/ids.ts';
import { refuseUnapproved } from './approval-demand.ts';
import { appendAudit } from './audit.ts';
import type { Database, Transaction } from './database.ts';
import { type LockedRoute, lockHead, lockRoute, nextSnapshot } from './publications.ts';
import { unwatchRelease } from './replicas.ts';
import { findVersionConfigs } from './routes.ts';

export interface RolledBack {
  readonly version: number;
  readonly snapshotVersion: number;
  readonly releaseId: ReleaseId | null;
  readonly generation: number;
}

/**
 * Makes an earlier version stable at once, without a release. Whatever release holds the route loses it. Where no
 * version is named: with a release under way its candidate is taken back and stable stays, else the route goes to its
 * previous stable version. The version it came from is not kept as `previous`, so that a second call goes no further
 * and does not bring back what was just taken out. A version that never was stable is refused where a policy wants an
 * approval of what it changes.
 */
export async function rollbackRoute(
  database: Database,
  input: {
    readonly route: string;
    readonly toVersion?: number | undefined;
    readonly actor: string;
    readonly reason: string;
    /** Changes nothing where the route is at another generation than one of these. */
    readonly generations?: readonly number[] | undefined;
  },
): Promise<RolledBack> {
  return database.begin(async (transaction) => {
    await lockHead(transaction);
    const route = await lockRoute(transaction, input.route);
    const version = input.toVersion ?? (route.rollout === null ? previousStable(route) : route.stableVersion);
    await assertVersionExists(transaction, route.id, version);
    if (input.generations !== undefined && !input.generations.includes(route.generation)) {
      const message = `Route "${route.id}" has changed meanwhile: read it again`;
      throw new TidegateError('precondition_failed', message);
    }
    if (input.toVersion !== undefined) await refuseUntried(transaction, route, version);
    const snapshotVersion = await nextSnapshot(transaction);
    await transaction`
      UPDATE routes SET stable_version = ${version}, rollout = NULL, generation = generation + 1,
        previous_stable_version = ${version === route.stableVersion ? route.previousStableVersion : null},
        changed_at_snapshot = ${snapshotVersion} WHERE id = ${route.id}`;
    if (route.rollout !== null) await unwatchRelease(transaction, route.rollout.releaseId);
    await appendAudit(transaction, {
      actor: input.actor,
      action: 'route.rollback',
      subject: `route/${route.id}`,
      reason: input.reason,
      before: { stableVersion: route.stableVersion, releaseId: route.rollout?.releaseId ?? null },
      after: { stableVersion: version },
    });
    const releaseId = route.rollout?.releaseId ?? null;
    return { version, snapshotVersion, releaseId, generation: route.generation + 1 };
  });
}

/** To a version that no release has made stable, no rollback leads past an approval that a policy wants. */
async function refuseUntried(transaction: Transaction, route: LockedRoute, version: number): Promise<void> {
  const untried = await transaction`
    SELECT 1 FROM releases WHERE route = ${route.id} AND candidate_version = ${version} AND status <> 'completed'`;
  if (untried.length === 0) return;
  const configs = await findVersionConfigs(transaction, route.id, [route.stableVersion, version]);
  const [now, wanted] = [configs.get(route.stableVersion), configs.get(version)];
  if (now === undefined || wanted === undefined) throw new Error('A version that is there is gone');
  await refuseUnapproved(transaction, route.id, now, wanted, `Version ${version} never was stable`);
}

function previousStable(route: LockedRoute): number {
  if (route.previousStableVersion !== null) return route.previousStableVersion;
  const message = `Route "${route.id}" has had no stable version before ${route.stableVersion}: name the version to go to`;
  throw new TidegateError('conflict', message);
}

async function assertVersionExists(transaction: Transaction, route: string, version: number): Promise<void> {
  const [row] = await transaction`SELECT 1 FROM route_versions WHERE route = ${route} AND number = ${version}`;
  if (row === undefined)
    throw new TidegateError('not_found', `Route "${route}" has no version ${version}: see tidegate route get ${route}`);
}
