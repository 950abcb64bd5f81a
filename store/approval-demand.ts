import { TidegateError } from '../core/errors.ts';
import { rulesFor } from '../core/release/policy.ts';
import { changedAspects } from '../core/route/aspects.ts';
import { providersOf, type RouteVersionConfig } from '../core/route/version.ts';
import type { Transaction } from './database.ts';
import { policiesAtStart } from './policies.ts';

/** @throws TidegateError `conflict` where a policy wants an approval of what differs: only a release can ask for one */
export async function refuseUnapproved(
  transaction: Transaction,
  route: string,
  before: RouteVersionConfig,
  after: RouteVersionConfig,
  what: string,
): Promise<void> {
  const [rule] = rulesFor(await policiesAtStart(transaction, route), changedAspects(before, after));
  if (rule === undefined) return;
  const message = `${what}, and the policy of route "${route}" wants an approval of a change of ${rule.on.join(' or ')}: start a release with tidegate release start --route ${route}`;
  throw new TidegateError('conflict', message);
}

/**
 * Under the same id another provider would answer.
 * @throws TidegateError `conflict` where a route asks it whose policy wants an approval of that
 */
export async function refuseOtherProvider(transaction: Transaction, provider: string): Promise<void> {
  const routes = await transaction<{ id: string; config: RouteVersionConfig }[]>`
    SELECT r.id, v.config FROM routes r JOIN route_versions v ON v.route = r.id AND v.number = r.stable_version
    WHERE EXISTS (SELECT 1 FROM release_policies WHERE scope IN ('*', r.id)) ORDER BY r.id`;
  for (const { id, config } of routes) {
    if (!providersOf(config).includes(provider)) continue;
    if (rulesFor(await policiesAtStart(transaction, id), ['provider']).length === 0) continue;
    const message = `Another provider would answer for "${provider}", and the policy of route "${id}" wants an approval of that: add it under another id, and release it with tidegate release start --route ${id}`;
    throw new TidegateError('conflict', message);
  }
}
