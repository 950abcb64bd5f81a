import { TidegateError } from '../core/errors.ts';
import type { EvaluatorSpec } from '../core/evaluation/evaluator.ts';
import type { ReleaseId } from '../core/ids.ts';
import type { Exposure, ReleaseEventType, ReleaseRow } from '../core/release/record.ts';
import type { Rollout } from '../core/route/snapshot.ts';
import { appendAudit } from './audit.ts';
import { type Database, json, type Transaction } from './database.ts';
import {
  type EarlierEvent,
  findEvent,
  insertEvent,
  isSameTransition,
  renumbered,
  updateRelease,
} from './release-events.ts';
import { unwatchRelease, watchRelease } from './replicas.ts';

export const SNAPSHOT_CHANNEL = 'tidegate_snapshot';

export interface Publication {
  readonly row: ReleaseRow;
  readonly event: ReleaseEventType;
  readonly exposure: Exposure;
  readonly candidateVersion: number;
  /** The route's generation that the caller knows: the fencing token. */
  readonly expectedGeneration: number;
}

export type PublicationResult =
  | { readonly published: true; readonly generation: number; readonly snapshotVersion: number }
  | { readonly published: false; readonly reason: string };

/**
 * Changes what the gateway does for a release, with its event, its row and its audit entry, in one transaction.
 * Fenced by compare-and-set on the route's generation, so that a late caller changes nothing; idempotent by
 * (release, sequence), so that a repeated one gets the first answer. Taking a candidate back is never refused:
 * where the route is no longer the release's there is nothing to take, and that is recorded.
 */
export async function publishExposure(database: Database, publication: Publication): Promise<PublicationResult> {
  return database.begin(async (transaction) => {
    const { exposure, expectedGeneration } = publication;
    await lockHead(transaction);
    const route = await lockRoute(transaction, publication.row.route);
    const earlier = await findEvent(transaction, publication.row.releaseId, publication.row.sequence);
    if (earlier !== undefined && isReplay(earlier, publication)) return replayedResult(earlier);
    if (earlier !== undefined && exposure.kind !== 'withdraw')
      return { published: false, reason: usedReason(earlier, publication) };
    const row = earlier === undefined ? publication.row : await renumbered(transaction, publication.row);

    if (exposure.kind !== 'withdraw' && (await hasEnded(transaction, row.releaseId))) {
      return { published: false, reason: `release ${row.releaseId} has ended: it exposes nothing any more` };
    }
    const owns = route.rollout?.releaseId === row.releaseId;
    const fenced = exposure.kind === 'withdraw' ? owns : route.generation === expectedGeneration;
    if (!fenced && exposure.kind !== 'withdraw') {
      return { published: false, reason: lostReason(route, expectedGeneration) };
    }
    const generation = fenced ? route.generation + 1 : route.generation;
    const snapshotVersion = fenced ? await nextSnapshot(transaction) : await headSnapshot(transaction);
    if (fenced) await applyExposure(transaction, { ...publication, row }, generation, snapshotVersion);
    await insertEvent(transaction, { row, type: publication.event, details: {}, generation, snapshotVersion });
    await updateRelease(transaction, row, false);
    await audit(transaction, publication, route);
    return { published: true, generation, snapshotVersion };
  }) as Promise<PublicationResult>;
}

/**
 * Opens a publishing transaction: one publishes at a time, so versions commit in their order, and every such
 * transaction takes its locks in the same order (head, route, audit).
 */
export async function lockHead(transaction: Transaction): Promise<void> {
  await transaction`SELECT version FROM snapshot_head FOR UPDATE`;
}

/** Numbers the next publication and tells the replicas at commit. */
export async function nextSnapshot(transaction: Transaction): Promise<number> {
  const [head] = await transaction<
    { version: number }[]
  >`UPDATE snapshot_head SET version = version + 1 RETURNING version`;
  if (head === undefined) throw new Error('snapshot_head has no row: the schema is damaged');
  await transaction`SELECT pg_notify(${SNAPSHOT_CHANNEL}, ${String(head.version)})`;
  return head.version;
}

/** A route's row, locked until the transaction ends. */
export interface LockedRoute {
  readonly id: string;
  readonly generation: number;
  readonly stableVersion: number;
  readonly previousStableVersion: number | null;
  readonly rollout: StoredRollout | null;
}

/** A rollout as the route's row keeps it: the candidate by number. */
export type StoredRollout = Omit<Rollout, 'candidate'> & { readonly candidateVersion: number };

export async function lockRoute(transaction: Transaction, id: string): Promise<LockedRoute> {
  const [route] = await transaction<LockedRoute[]>`
    SELECT id, generation, stable_version AS "stableVersion", previous_stable_version AS "previousStableVersion", rollout
    FROM routes WHERE id = ${id} FOR UPDATE`;
  if (route === undefined) throw new TidegateError('not_found', `There is no route "${id}": see tidegate route list`);
  return route;
}

async function applyExposure(
  transaction: Transaction,
  { row, exposure, candidateVersion }: Publication,
  generation: number,
  snapshotVersion: number,
): Promise<void> {
  const rollout = exposure.kind === 'expose' ? await rolloutOf(transaction, row, exposure, candidateVersion) : null;
  const completes = exposure.kind === 'complete';
  await transaction`
    UPDATE routes SET generation = ${generation}, changed_at_snapshot = ${snapshotVersion},
      rollout = ${rollout === null ? null : json(transaction, rollout)},
      previous_stable_version = ${completes ? transaction`stable_version` : transaction`previous_stable_version`},
      stable_version = ${completes ? candidateVersion : transaction`stable_version`}
    WHERE id = ${row.route}`;
  await (rollout === null ? unwatchRelease(transaction, row.releaseId) : watchRelease(transaction, row.releaseId));
}

async function rolloutOf(
  transaction: Transaction,
  row: ReleaseRow,
  exposure: Exposure & { kind: 'expose' },
  candidateVersion: number,
): Promise<StoredRollout> {
  const [release] = await transaction<{ cohortBy: string[] | null; evaluators: EvaluatorSpec[] | null }[]>`
    SELECT spec->'evaluators' AS evaluators, (SELECT array_agg(DISTINCT gate->>'cohortBy') FROM jsonb_array_elements(spec->'gates') gate
            WHERE gate ? 'cohortBy') AS "cohortBy"
    FROM releases WHERE id = ${row.releaseId}`;
  const { stage, weight, mirrorRate } = exposure;
  const { cohortBy, evaluators } = release ?? {};
  return {
    releaseId: row.releaseId,
    stage,
    candidateVersion,
    weight,
    mirrorRate,
    cohortBy: cohortBy ?? [],
    evaluators: evaluators ?? [],
  };
}

/** A workflow whose start was given up, or which was taken for gone, may still come late. */
async function hasEnded(transaction: Transaction, releaseId: ReleaseId): Promise<boolean> {
  const ended = await transaction`SELECT 1 FROM releases WHERE id = ${releaseId} AND ended_at IS NOT NULL`;
  return ended.length > 0;
}

async function headSnapshot(transaction: Transaction): Promise<number> {
  const [head] = await transaction<{ version: number }[]>`SELECT version FROM snapshot_head`;
  return head?.version ?? 0;
}

async function audit(
  transaction: Transaction,
  { row, event, exposure, candidateVersion }: Publication,
  route: LockedRoute,
): Promise<void> {
  await appendAudit(transaction, {
    actor: row.actor,
    action: `release.${event}`,
    subject: `release/${row.releaseId}`,
    reason: row.reason,
    before: { route: row.route, stableVersion: route.stableVersion, weight: route.rollout?.weight ?? 0 },
    after: { route: row.route, candidateVersion, ...exposure },
  });
}

function isReplay(earlier: EarlierEvent, { event, row }: Publication): boolean {
  return isSameTransition(earlier, event, row) && earlier.generation !== null;
}

function replayedResult({ generation, snapshotVersion }: EarlierEvent): PublicationResult {
  return { published: true, generation: generation ?? 0, snapshotVersion: snapshotVersion ?? 0 };
}

function usedReason(earlier: EarlierEvent, { row }: Publication): string {
  return `transition ${row.sequence} of ${row.releaseId} was already ${earlier.type} at ${earlier.weight}`;
}

function lostReason(route: LockedRoute, expectedGeneration: number): string {
  return `route ${route.id} was changed by someone else: generation ${route.generation}, expected ${expectedGeneration}`;
}
