import { parseDuration } from '../../../core/duration.ts';
import { TidegateError } from '../../../core/errors.ts';
import type { Database } from '../../../store/database.ts';
import { freeze, type FreezeRow, listFreezes, unfreeze } from '../../../store/freezes.ts';
import { listReleases, type ReleaseRecord } from '../../../store/releases.ts';
import { findRoute } from '../../../store/routes.ts';
import type { ReleaseWorkflows } from '../../releases/release-workflows.ts';
import type { FREEZE_OPERATIONS } from '../contract/freezes.ts';
import type { Handlers } from '../contract/operations.ts';
import type { FreezeBody } from '../schemas/freeze.ts';

export interface FreezeHandlersDependencies {
  readonly database: Database;
  readonly workflows: ReleaseWorkflows;
}

const PAGE = 200;

export function freezeHandlers({
  database,
  workflows,
}: FreezeHandlersDependencies): Handlers<keyof typeof FREEZE_OPERATIONS> {
  return {
    async listFreezes({ caller: { reach } }) {
      return { body: { items: (await listFreezes(database, reach)).map(presentFreeze) } };
    },

    async freeze({ body: { route = null, reason, lasts, until, toStable }, caller }) {
      await demandRoute(route);
      const ends = endOf(lasts, until);
      const frozen = await freeze(database, { route, reason, until: ends }, caller.name);
      const open = toStable ? await openReleases(route) : [];
      const told = await Promise.all(open.map((release) => abort(release, caller.name, reason)));
      return {
        body: {
          freeze: presentFreeze(frozen),
          aborted: told.flatMap(({ release, why }) => (why === undefined ? [release] : [])),
          notAborted: told.flatMap(({ release, why }) => (why === undefined ? [] : [{ release, why }])),
        },
      };
    },

    async unfreeze({ body: { route = null, reason }, caller }) {
      await demandRoute(route);
      if (!(await unfreeze(database, { route, reason }, caller.name))) {
        const what = route === null ? 'There is no freeze of all routes' : `Route "${route}" has no freeze of its own`;
        throw new TidegateError('conflict', `${what}: see tidegate freeze list`);
      }
      return { body: { items: (await listFreezes(database, caller.reach)).map(presentFreeze) } };
    },
  };

  async function demandRoute(route: string | null): Promise<void> {
    if (route === null || (await findRoute(database, route)) !== undefined) return;
    throw new TidegateError('not_found', `There is no route "${route}": see tidegate route list`);
  }

  async function openReleases(route: string | null): Promise<readonly ReleaseRecord[]> {
    const open: ReleaseRecord[] = [];
    for (;;) {
      const after = open.at(-1)?.id;
      const page = await listReleases(database, { route: route ?? undefined, open: true, after, limit: PAGE });
      open.push(...page);
      if (page.length < PAGE) return open;
    }
  }

  async function abort(release: ReleaseRecord, by: string, reason: string): Promise<{ release: string; why?: string }> {
    try {
      await workflows.steer(release, 'abort', { releaseId: release.id, by, reason: `frozen: ${reason}` });
      return { release: release.id };
    } catch (error) {
      if (!(error instanceof TidegateError)) throw error;
      return { release: release.id, why: error.message };
    }
  }
}

function endOf(lasts: string | undefined, until: string | undefined): Date | null {
  if (lasts !== undefined) return new Date(Date.now() + (parseDuration(lasts) ?? 0));
  return until === undefined ? null : new Date(until);
}

function presentFreeze({ since, until, ...row }: FreezeRow): FreezeBody {
  return { ...row, since: since.toISOString(), until: until?.toISOString() ?? null };
}
