import type { Reach } from '../core/access/reach.ts';
import type { ConfigFile, RouteConfig } from '../core/config-schema.ts';
import { TidegateError } from '../core/errors.ts';
import type { RouteId } from '../core/ids.ts';
import { sameJson } from '../core/json.ts';
import type { NotificationTarget } from '../core/notify/target.ts';
import type { LimitConfig } from '../core/limits/limit.ts';
import type { ReleasePolicy } from '../core/release/policy.ts';
import type { AssignmentUnit } from '../core/route/assignment.ts';
import type { ProviderConfig } from '../core/route/provider.ts';
import { changedFields, providersOf, type RouteVersion, type RouteVersionConfig } from '../core/route/version.ts';
import { appendAudit } from './audit.ts';
import { type Database, json, type Queryable, type Transaction } from './database.ts';
import { lockHead, nextSnapshot, type StoredRollout } from './publications.ts';
import { refuseOtherProvider, refuseUnapproved } from './approval-demand.ts';
import { findPolicy, writePolicy } from './policies.ts';

export interface RouteRow {
  readonly id: RouteId;
  readonly assignBy: readonly AssignmentUnit[];
  readonly stableVersion: number;
  /** Where a rollback without a release goes. */
  readonly previousStableVersion: number | null;
  readonly generation: number;
  readonly rollout: StoredRollout | null;
  readonly config: RouteVersionConfig;
}

export interface VersionRow extends RouteVersion {
  readonly createdBy: string;
  readonly createdAt: Date;
}

export interface RoutePage {
  /** Id of the last route of the page before. */
  readonly after?: string | undefined;
  /** Only these routes. */
  readonly reach?: Reach | undefined;
  readonly limit: number;
}

/** Routes by id, each with its stable configuration. */
export async function listRoutes(database: Queryable, page: RoutePage): Promise<readonly RouteRow[]> {
  return database<RouteRow[]>`
    ${selectRoutes(database)} WHERE true
      ${page.after === undefined ? database`` : database`AND r.id > ${page.after}`}
      ${(page.reach ?? null) === null ? database`` : database`AND r.id = ANY(${[...(page.reach ?? [])]})`}
    ORDER BY r.id LIMIT ${page.limit}`;
}

export async function findRoute(database: Queryable, id: string): Promise<RouteRow | undefined> {
  const [route] = await database<RouteRow[]>`${selectRoutes(database)} WHERE r.id = ${id}`;
  return route;
}

export interface VersionPage {
  /** Only versions below this number: the cursor of a page. */
  readonly below?: number | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listVersions(
  database: Queryable,
  route: string,
  page: VersionPage,
): Promise<readonly VersionRow[]> {
  return database<VersionRow[]>`
    SELECT route, number, config, created_by AS "createdBy", created_at AS "createdAt"
    FROM route_versions WHERE route = ${route} ${page.below === undefined ? database`` : database`AND number < ${page.below}`}
    ORDER BY number DESC LIMIT ${page.limit}`;
}

/** The configurations of some versions, by number. */
export async function findVersionConfigs(
  database: Queryable,
  route: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, RouteVersionConfig>> {
  const rows = await database<{ number: number; config: RouteVersionConfig }[]>`
    SELECT number, config FROM route_versions WHERE route = ${route} AND number = ANY (${[...numbers]})`;
  return new Map(rows.map(({ number, config }) => [number, config]));
}

export async function listProviders(database: Queryable): Promise<readonly ProviderConfig[]> {
  const rows = await database<{ config: ProviderConfig }[]>`SELECT config FROM providers ORDER BY id`;
  return rows.map((row) => row.config);
}

export async function listLimits(database: Queryable): Promise<readonly LimitConfig[]> {
  const rows = await database<{ config: LimitConfig }[]>`SELECT config FROM limits ORDER BY id`;
  return rows.map((row) => row.config);
}

/** Stores a version under the route's next number. */
export async function addVersion(
  transaction: Transaction,
  route: string,
  config: RouteVersionConfig,
  createdBy: string,
): Promise<number> {
  const [row] = await transaction<{ number: number }[]>`
    INSERT INTO route_versions (route, number, config, created_by)
    SELECT ${route}, coalesce(max(number), 0) + 1, ${json(transaction, config)}, ${createdBy}
    FROM route_versions WHERE route = ${route} RETURNING number`;
  if (row === undefined) throw new Error('An insert returned no row');
  return row.number;
}

type ChangedThing = 'provider' | 'route' | 'limit' | 'notification' | 'policy';

/** What applying a file does, or would do, to one provider, route or limit. */
export type Change =
  | { readonly kind: 'add' | 'same'; readonly what: ChangedThing; readonly id: string }
  | {
      readonly kind: 'change';
      readonly what: ChangedThing;
      readonly id: string;
      readonly fields: readonly string[];
    };

export interface ApplyOptions {
  readonly actor: string;
  /**
   * `add` leaves what exists as it is (boot); `guarded` changes what cannot hurt and refuses the whole file where it
   * would change what a live route serves; `change` changes that too, past the release process (`--force`).
   */
  readonly mode: 'add' | 'guarded' | 'change';
  readonly dryRun?: boolean;
}

/**
 * Applies a configuration file in one transaction and says what it came to. A route that a release holds is never
 * changed. Idempotent: the same file again is all `same`.
 */
export async function applyConfig(
  database: Database,
  file: ConfigFile,
  options: ApplyOptions,
): Promise<readonly Change[]> {
  return database
    .begin(async (transaction) => {
      await lockHead(transaction);
      const changes: Change[] = [];
      for (const provider of file.providers) changes.push(await applyProvider(transaction, provider, options));
      for (const route of file.routes) changes.push(await applyRoute(transaction, route, options));
      for (const limit of file.limits) changes.push(await applyLimit(transaction, limit, options));
      for (const { id, policy } of file.routes) changes.push(...(await applyPolicy(transaction, id, policy, options)));
      changes.push(...(await applyPolicy(transaction, null, file.policy, options)));
      for (const target of file.notifications) changes.push(await applyTarget(transaction, target, options));
      await assertProvidersKnown(transaction, file);
      if (options.mode === 'guarded') refuseSkippedReleases(changes);
      if (options.dryRun === true) throw new DryRun(changes);
      return changes;
    })
    .catch((error: unknown) => {
      if (error instanceof DryRun) return error.changes;
      throw error;
    });
}

/** What of a provider says who is asked. */
const REACHES_ANOTHER: readonly string[] = ['kind', 'baseUrl'];
const HARMLESS_FIELDS: readonly string[] = ['assignBy', 'prices'];

const PARTS_OF_TRAFFIC: readonly ChangedThing[] = ['provider', 'route'];

/** The fields of a change that alter what a live route serves: what a release is for. */
export function fieldsPastRelease(change: Change): readonly string[] {
  if (change.kind !== 'change' || !PARTS_OF_TRAFFIC.includes(change.what)) return [];
  return change.fields.filter((field) => !HARMLESS_FIELDS.includes(field));
}

function refuseSkippedReleases(changes: readonly Change[]): void {
  const skipping = changes.filter((change) => fieldsPastRelease(change).length > 0);
  const [first] = skipping;
  if (first === undefined) return;
  const fields = fieldsPastRelease(first).join(', ');
  const others = skipping.length > 1 ? ` (and ${skipping.length - 1} more such changes)` : '';
  const way =
    first.what === 'route'
      ? `start a release with tidegate release start --route ${first.id}`
      : 'add a provider under another id';
  const message = `This would change ${fields} of the live ${first.what} "${first.id}" at once, without a release${others}: ${way}, or apply with --force`;
  throw new TidegateError('conflict', message);
}

class DryRun extends Error {
  readonly changes: readonly Change[];
  constructor(changes: readonly Change[]) {
    super('dry run');
    this.changes = changes;
  }
}

function selectRoutes(database: Queryable): ReturnType<Queryable> {
  return database`
    SELECT r.id, r.assign_by AS "assignBy", r.stable_version AS "stableVersion",
      r.previous_stable_version AS "previousStableVersion", r.generation, r.rollout, v.config
    FROM routes r JOIN route_versions v ON v.route = r.id AND v.number = r.stable_version`;
}

async function applyProvider(
  transaction: Transaction,
  provider: ProviderConfig,
  options: ApplyOptions,
): Promise<Change> {
  const [known] = await transaction<
    { config: ProviderConfig }[]
  >`SELECT config FROM providers WHERE id = ${provider.id} FOR UPDATE`;
  const what = { what: 'provider', id: provider.id } as const;
  if (known !== undefined && sameJson(known.config, provider)) return { kind: 'same', ...what };
  const fields = known === undefined ? [] : differingFields(known.config, provider);
  const change: Change = known === undefined ? { kind: 'add', ...what } : { kind: 'change', ...what, fields };
  if (known !== undefined && options.mode === 'add') return change;
  if (options.dryRun !== true && fields.some((field) => REACHES_ANOTHER.includes(field)))
    await refuseOtherProvider(transaction, provider.id);
  const snapshot = await nextSnapshot(transaction);
  await transaction`
    INSERT INTO providers (id, config, changed_at_snapshot) VALUES (${provider.id}, ${json(transaction, provider)}, ${snapshot})
    ON CONFLICT (id) DO UPDATE SET config = excluded.config, changed_at_snapshot = excluded.changed_at_snapshot`;
  await appendAudit(transaction, {
    actor: options.actor,
    action: known === undefined ? 'provider.add' : 'provider.change',
    subject: `provider/${provider.id}`,
    reason: 'configuration file applied',
    before: known?.config ?? null,
    after: provider,
  });
  return change;
}

async function applyLimit(transaction: Transaction, limit: LimitConfig, options: ApplyOptions): Promise<Change> {
  const [known] = await transaction<
    { config: LimitConfig }[]
  >`SELECT config FROM limits WHERE id = ${limit.id} FOR UPDATE`;
  const what = { what: 'limit', id: limit.id } as const;
  if (known !== undefined && sameJson(known.config, limit)) return { kind: 'same', ...what };
  const fields = known === undefined ? [] : differingFields(known.config, limit);
  const change: Change = known === undefined ? { kind: 'add', ...what } : { kind: 'change', ...what, fields };
  if (known !== undefined && options.mode === 'add') return change;
  const snapshot = await nextSnapshot(transaction);
  await transaction`
    INSERT INTO limits (id, config, changed_at_snapshot) VALUES (${limit.id}, ${json(transaction, limit)}, ${snapshot})
    ON CONFLICT (id) DO UPDATE SET config = excluded.config, changed_at_snapshot = excluded.changed_at_snapshot`;
  await appendAudit(transaction, {
    actor: options.actor,
    action: known === undefined ? 'limit.add' : 'limit.change',
    subject: `limit/${limit.id}`,
    reason: 'configuration file applied',
    before: known?.config ?? null,
    after: limit,
  });
  return change;
}

/** A route's policy, or that of all; nothing where the file says nothing of it. */
async function applyPolicy(
  transaction: Transaction,
  scope: string | null,
  policy: ReleasePolicy | undefined,
  options: ApplyOptions,
): Promise<readonly Change[]> {
  if (policy === undefined) return [];
  const known = await findPolicy(transaction, scope);
  const what = { what: 'policy', id: scope ?? 'all routes' } as const;
  if (known.revision > 0 && sameJson(known.policy, policy)) return [{ kind: 'same', ...what }];
  const fields = known.revision === 0 ? [] : differingFields(known.policy, policy);
  const change: Change = known.revision === 0 ? { kind: 'add', ...what } : { kind: 'change', ...what, fields };
  if (known.revision > 0 && options.mode === 'add') return [change];
  await writePolicy(transaction, { scope, policy, actor: options.actor, reason: 'configuration file applied' });
  return [change];
}

async function applyTarget(
  transaction: Transaction,
  target: NotificationTarget,
  options: ApplyOptions,
): Promise<Change> {
  const [known] = await transaction<{ config: NotificationTarget }[]>`
    SELECT config FROM notification_targets WHERE id = ${target.id} FOR UPDATE`;
  const what = { what: 'notification', id: target.id } as const;
  if (known !== undefined && sameJson(known.config, target)) return { kind: 'same', ...what };
  const fields = known === undefined ? [] : differingFields(known.config, target);
  const change: Change = known === undefined ? { kind: 'add', ...what } : { kind: 'change', ...what, fields };
  if (known !== undefined && options.mode === 'add') return change;
  await transaction`
    INSERT INTO notification_targets (id, config) VALUES (${target.id}, ${json(transaction, target)})
    ON CONFLICT (id) DO UPDATE SET config = excluded.config`;
  await appendAudit(transaction, {
    actor: options.actor,
    action: known === undefined ? 'notification.add' : 'notification.change',
    subject: `notification/${target.id}`,
    reason: 'configuration file applied',
    before: known?.config ?? null,
    after: target,
  });
  return change;
}

async function applyRoute(transaction: Transaction, route: RouteConfig, options: ApplyOptions): Promise<Change> {
  const known = await findRoute(transaction, route.id);
  if (known === undefined) return addRoute(transaction, route, options.actor);
  const fields = [
    ...changedFields(known.config, route.stable),
    ...(sameJson(known.assignBy, route.assignBy) ? [] : ['assignBy']),
  ];
  if (fields.length === 0) return { kind: 'same', what: 'route', id: route.id };
  const change: Change = { kind: 'change', what: 'route', id: route.id, fields };
  if (options.mode === 'add') return change;
  if (known.rollout !== null) {
    const message = `Route "${route.id}" has the release ${known.rollout.releaseId} under way: wait for its end, or abort it, before changing the route`;
    throw new TidegateError('conflict', message, { facts: { releaseId: known.rollout.releaseId } });
  }
  // A dry run shows the change; what may not be done so is told when it is done.
  if (options.dryRun !== true)
    await refuseUnapproved(transaction, route.id, known.config, route.stable, 'This changes what it serves');
  await changeRoute(transaction, route, known, options.actor);
  return change;
}

async function addRoute(transaction: Transaction, route: RouteConfig, actor: string): Promise<Change> {
  const snapshot = await nextSnapshot(transaction);
  const number = await addVersion(transaction, route.id, route.stable, actor);
  await transaction`
    INSERT INTO routes (id, assign_by, stable_version, changed_at_snapshot)
    VALUES (${route.id}, ${[...route.assignBy]}, ${number}, ${snapshot})`;
  await auditRoute(transaction, actor, 'route.add', route.id, null, number);
  return { kind: 'add', what: 'route', id: route.id };
}

async function changeRoute(
  transaction: Transaction,
  route: RouteConfig,
  known: RouteRow,
  actor: string,
): Promise<void> {
  const snapshot = await nextSnapshot(transaction);
  const unchanged = changedFields(known.config, route.stable).length === 0;
  const number = unchanged ? known.stableVersion : await addVersion(transaction, route.id, route.stable, actor);
  await transaction`
    UPDATE routes SET assign_by = ${[...route.assignBy]}, stable_version = ${number},
      previous_stable_version = ${unchanged ? transaction`previous_stable_version` : known.stableVersion},
      generation = generation + 1, changed_at_snapshot = ${snapshot}
    WHERE id = ${route.id}`;
  await auditRoute(transaction, actor, 'route.change', route.id, known.stableVersion, number);
}

async function auditRoute(
  transaction: Transaction,
  actor: string,
  action: 'route.add' | 'route.change',
  route: string,
  before: number | null,
  after: number,
): Promise<void> {
  await appendAudit(transaction, {
    actor,
    action,
    subject: `route/${route}`,
    reason: 'configuration file applied',
    before: { stableVersion: before },
    after: { stableVersion: after },
  });
}

async function assertProvidersKnown(transaction: Transaction, file: ConfigFile): Promise<void> {
  const known = new Set((await listProviders(transaction)).map((provider) => provider.id));
  for (const route of file.routes) {
    const unknown = providersOf(route.stable).find((id) => !known.has(id));
    if (unknown === undefined) continue;
    const message = `Route "${route.id}" names the provider "${unknown}", which is not there: add it under providers`;
    throw new TidegateError('invalid_input', message);
  }
}

function differingFields(before: object, after: object): string[] {
  const names = Object.keys({ ...before, ...after });
  return names.filter((name) => !sameJson(Reflect.get(before, name), Reflect.get(after, name)));
}
