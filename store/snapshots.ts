import { z } from 'zod';
import { evaluatorSchema } from '../core/evaluation/evaluator-schema.ts';
import { asReleaseId, asRouteId } from '../core/ids.ts';
import { STAGES } from '../core/release/stage.ts';
import { ASSIGNMENT_UNITS } from '../core/route/assignment.ts';
import type { ProviderConfig } from '../core/route/provider.ts';
import { providerSchema } from '../core/route/provider-schema.ts';
import type { RouteSnapshot, Snapshot } from '../core/route/snapshot.ts';
import { routeVersionSchema } from '../core/route/version-schema.ts';
import type { Database, Transaction } from './database.ts';
import { limitSchema } from '../core/limits/limit-schema.ts';
import type { LimitConfig } from '../core/limits/limit.ts';
import { mergedKeys, readChangedKeys } from './key-snapshots.ts';
import { parseRow } from './parse-row.ts';
import { SNAPSHOT_CHANNEL } from './publications.ts';

/**
 * The newest snapshot: whole where there is no `base`, else the base with what changed since. One transaction sees
 * one state. Throws where a row holds what this version of the program does not know: the caller keeps its base.
 */
export async function readSnapshotSince(database: Database, base: Snapshot | undefined): Promise<Snapshot> {
  const since = base?.version ?? 0;
  return database.begin('isolation level repeatable read read only', async (transaction) => {
    const [head] = await transaction<{ version: number }[]>`SELECT version FROM snapshot_head`;
    const version = head?.version ?? 0;
    if (base !== undefined && version === since) return base;
    const [routes, providers, keys, limits] = await Promise.all([
      readRoutes(transaction, since),
      readProviders(transaction, since),
      readChangedKeys(transaction, since),
      readLimits(transaction, since),
    ]);
    return {
      version,
      routes: merged(
        base?.routes,
        routes.map((route) => [route.id, route]),
      ),
      providers: merged(
        base?.providers,
        providers.map((provider) => [provider.id, provider]),
      ),
      keys: mergedKeys(base?.keys, keys),
      limits: merged(
        base?.limits,
        limits.map((limit) => [limit.id, limit]),
      ),
    };
  });
}

/** Calls back with each published version. The connection is renewed by the client when it breaks. */
export async function listenForSnapshots(
  database: Database,
  onPublished: (version: number) => void,
): Promise<{ unlisten(): Promise<void> }> {
  return database.listen(SNAPSHOT_CHANNEL, (payload) => {
    onPublished(Number(payload));
  });
}

const versionSchema = z.strictObject({ number: z.number().int(), config: routeVersionSchema });
const rolloutSchema = z.strictObject({
  releaseId: z.string().transform(asReleaseId),
  stage: z.enum(STAGES),
  weight: z.number().min(0).max(1),
  mirrorRate: z.number().min(0).max(1),
  cohortBy: z.array(z.string()),
  evaluators: z.array(evaluatorSchema).optional(),
  candidate: versionSchema,
});
const routeSchema = z.strictObject({
  id: z.string().transform(asRouteId),
  assignBy: z.array(z.enum(ASSIGNMENT_UNITS)),
  generation: z.number().int(),
  stable: versionSchema,
  rollout: rolloutSchema.optional(),
});

async function readRoutes(transaction: Transaction, since: number): Promise<readonly RouteSnapshot[]> {
  const rows = await transaction<{ id: string; route: unknown }[]>`
    SELECT r.id, jsonb_build_object('id', r.id, 'assignBy', r.assign_by, 'generation', r.generation,
        'stable', jsonb_build_object('number', stable.number, 'config', stable.config))
      || CASE WHEN r.rollout IS NULL THEN '{}' ELSE jsonb_build_object('rollout', (r.rollout - 'candidateVersion')
        || jsonb_build_object('candidate', jsonb_build_object('number', candidate.number, 'config', candidate.config))) END AS route
    FROM routes r
    JOIN route_versions stable ON stable.route = r.id AND stable.number = r.stable_version
    LEFT JOIN route_versions candidate ON candidate.route = r.id AND candidate.number = (r.rollout->>'candidateVersion')::integer
    WHERE r.changed_at_snapshot > ${since}`;
  return rows.map((row) => parseRow(routeSchema, row.route, `route ${row.id}`) as RouteSnapshot);
}

async function readProviders(transaction: Transaction, since: number): Promise<readonly ProviderConfig[]> {
  const rows = await transaction<{ id: string; config: unknown }[]>`
    SELECT id, config FROM providers WHERE changed_at_snapshot > ${since}`;
  return rows.map((row) => parseRow(providerSchema, row.config, `provider ${row.id}`));
}

async function readLimits(transaction: Transaction, since: number): Promise<readonly LimitConfig[]> {
  const rows = await transaction<{ id: string; config: unknown }[]>`
    SELECT id, config FROM limits WHERE changed_at_snapshot > ${since}`;
  return rows.map((row) => parseRow(limitSchema, row.config, `limit ${row.id}`));
}

function merged<Value>(
  base: ReadonlyMap<string, Value> | undefined,
  changes: readonly (readonly [string, Value])[],
): ReadonlyMap<string, Value> {
  return new Map([...(base ?? []), ...changes]);
}
