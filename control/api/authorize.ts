import { reachRefusal } from '../../core/access/reach.ts';
import { mayDo, type Permission, rolesWith } from '../../core/access/roles.ts';
import type { Database } from '../../store/database.ts';
import { findRelease } from '../../store/releases.ts';
import type { Caller } from './auth.ts';
import { ApiError } from './problem.ts';

/** @throws ApiError `forbidden` where the caller's role does not carry the permission */
export function demandPermission({ role }: Caller, permission: Permission): void {
  if (mayDo(role, permission)) return;
  const wanted = rolesWith(permission).join(' or ');
  throw new ApiError('forbidden', `Your token's role is ${role}: this takes ${wanted} (${permission})`);
}

/** Where a call may name a route or a release: see `Operation.params`, `query` and `body`. */
export interface NamedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Holds a token for some routes to them: every route that the call names, itself or by a release, must be one of them.
 * A release that does not exist is refused as one of another route is, so that nothing can be found out by its id.
 * @throws ApiError `forbidden`
 */
export async function demandReach(database: Database, { reach }: Caller, input: NamedInput): Promise<void> {
  if (reach === null) return;
  const places = [input.params, input.query, input.body];
  const routes = places.flatMap((place) => [...named(place, 'routeId'), ...named(place, 'route')]);
  const releases = places.flatMap((place) => [...named(place, 'releaseId'), ...named(place, 'release')]);
  const theirs = await Promise.all(
    releases.map(async (id) => {
      const route = (await findRelease(database, id))?.route;
      return route !== undefined && reach.includes(route) ? route : id;
    }),
  );
  const refusal = reachRefusal(reach, [...routes, ...theirs]);
  if (refusal !== undefined) throw new ApiError('forbidden', refusal);
}

function named(place: unknown, name: string): string[] {
  if (typeof place !== 'object' || place === null || !Object.hasOwn(place, name)) return [];
  const value = (place as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? [value] : [];
}
