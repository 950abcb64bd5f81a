import { TidegateError } from '../../../core/errors.ts';
import { closedReason, nextOpening } from '../../../core/release/change-window.ts';
import { windowsOf } from '../../../core/release/policy.ts';
import type { Database } from '../../../store/database.ts';
import { findPolicy, type PolicyRow, type PolicyScope, setPolicy } from '../../../store/policies.ts';
import { findRoute } from '../../../store/routes.ts';
import type { Handlers, Reply } from '../contract/operations.ts';
import type { POLICY_OPERATIONS } from '../contract/policies.ts';
import { etagOf, revisionsOf } from '../etag.ts';
import type { PolicyBody } from '../schemas/policy.ts';

export function policyHandlers(database: Database): Handlers<keyof typeof POLICY_OPERATIONS> {
  return {
    async getPolicy() {
      return reply(null, await findPolicy(database, null));
    },

    async setPolicy({ body: { policy, reason }, caller, header }) {
      const revisions = revisionsOf(header('if-match'));
      return reply(null, await setPolicy(database, { scope: null, policy, reason, actor: caller.name, revisions }));
    },

    async getRoutePolicy({ params: { routeId } }) {
      await demandRoute(routeId);
      return reply(routeId, await findPolicy(database, routeId));
    },

    async setRoutePolicy({ params: { routeId }, body: { policy, reason }, caller, header }) {
      await demandRoute(routeId);
      const revisions = revisionsOf(header('if-match'));
      return reply(
        routeId,
        await setPolicy(database, { scope: routeId, policy, reason, actor: caller.name, revisions }),
      );
    },
  };

  async function demandRoute(route: string): Promise<void> {
    if ((await findRoute(database, route)) !== undefined) return;
    throw new TidegateError('not_found', `There is no route "${route}": see tidegate route list`);
  }
}

function reply(route: PolicyScope, { policy, revision, changedBy, changedAt }: PolicyRow): Reply<PolicyBody> {
  const windows = windowsOf([policy]);
  const nowMs = Date.now();
  const openNow = closedReason(windows, nowMs) === undefined;
  const opensMs = openNow ? undefined : nextOpening(windows, nowMs);
  return {
    body: {
      route,
      policy,
      changedBy,
      changedAt: changedAt?.toISOString() ?? null,
      openNow,
      nextOpening: opensMs === undefined ? null : new Date(opensMs).toISOString(),
    },
    headers: { etag: etagOf(revision) },
  };
}
