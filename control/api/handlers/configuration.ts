import { z } from 'zod';
import type { Database } from '../../../store/database.ts';
import { type LimitEventRow, listLimitEvents } from '../../../store/limit-counters.ts';
import { applyConfig, type Change, fieldsPastRelease, listLimits, listProviders } from '../../../store/routes.ts';
import type { CONFIGURATION_OPERATIONS } from '../contract/configuration.ts';
import type { Handlers } from '../contract/operations.ts';
import { decodeCursor, toPage } from '../cursor.ts';
import type { ConfigChange } from '../schemas/apply.ts';
import type { LimitEventBody } from '../schemas/limit.ts';

export function configurationHandlers(database: Database): Handlers<keyof typeof CONFIGURATION_OPERATIONS> {
  return {
    async listProviders() {
      return { body: { items: [...(await listProviders(database))], nextCursor: null } };
    },

    async listLimits() {
      return { body: { items: [...(await listLimits(database))], nextCursor: null } };
    },

    async listLimitEvents({ query: { limitId, level, limit, cursor } }) {
      const after = decodeCursor(z.tuple([z.iso.datetime(), z.string(), z.string()]), cursor);
      const rows = await listLimitEvents(database, { limitId, level, after, limit: limit + 1 });
      const present = ({ windowStart, at, ...row }: LimitEventRow): LimitEventBody => ({
        ...row,
        windowStart: windowStart.toISOString(),
        at: at.toISOString(),
      });
      return {
        body: toPage(rows, limit, present, ({ at, counter, level: each }) => [at.toISOString(), counter, each]),
      };
    },

    async applyConfiguration({ query, body, caller }) {
      const dryRun = query.dryRun === 'true';
      // A dry run shows what would change in any case; what needs force says so in its answer.
      const mode = dryRun || query.force === 'true' ? 'change' : 'guarded';
      const changes = await applyConfig(database, body, { actor: caller.name, mode, dryRun });
      return { body: { dryRun, changes: changes.map((change) => presentChange(change, dryRun)) } };
    },
  };
}

function presentChange(change: Change, dryRun: boolean): ConfigChange {
  const { kind, what, id } = change;
  return {
    kind,
    what,
    id,
    fields: kind === 'change' ? [...change.fields] : [],
    needsForce: fieldsPastRelease(change).length > 0,
    applied: !dryRun && kind !== 'same',
  };
}
