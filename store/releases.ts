import type { Reach } from '../core/access/reach.ts';
import type { GateReport } from '../core/decision/report.ts';
import { TidegateError } from '../core/errors.ts';
import type { ReleaseId, RouteId } from '../core/ids.ts';
import { closedReason } from '../core/release/change-window.ts';
import { freezeReason } from '../core/release/freeze.ts';
import { underPolicies, windowsOf } from '../core/release/policy.ts';
import type { ReleaseSpec } from '../core/release/spec.ts';
import type { Stage } from '../core/release/stage.ts';
import type { ReleaseStatus } from '../core/release/status.ts';
import { type ChangeAspect, changedAspects } from '../core/route/aspects.ts';
import { changedFields, patchVersion, providersOf, type RouteVersionConfig } from '../core/route/version.ts';
import { appendAudit } from './audit.ts';
import { type Database, isUniqueViolation, json, type Queryable, type Transaction } from './database.ts';
import { freezeAtStart } from './freezes.ts';
import { policiesAtStart } from './policies.ts';
import { lockRoute } from './publications.ts';
import { addVersion, findRoute, listProviders, type RouteRow } from './routes.ts';

export interface ReleaseRecord {
  readonly id: ReleaseId;
  readonly route: RouteId;
  readonly stableVersion: number;
  readonly candidateVersion: number;
  readonly spec: ReleaseSpec;
  readonly changes: readonly string[];
  /** The route's generation when the release was accepted. */
  readonly generation: number;
  readonly workflowId: string;
  /** Absent until the workflow has started. */
  readonly runId: string | null;
  readonly status: ReleaseStatus | 'starting';
  readonly stage: Stage;
  readonly weight: number;
  readonly reason: string;
  readonly gates: readonly GateReport[];
  readonly sequence: number;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly endedAt: Date | null;
}

export interface NewRelease {
  readonly id: ReleaseId;
  readonly workflowId: string;
  readonly spec: ReleaseSpec;
  readonly firstStage: Stage;
  readonly requestedBy: string;
}

/**
 * Accepts a release: stores its candidate as the route's next version and its row as `starting`, in one transaction.
 * Whoever crashes before the workflow starts leaves a row that `listStarting` finds.
 * Throws `conflict` where the route already has a release.
 */
export async function acceptRelease(database: Database, release: NewRelease): Promise<ReleaseRecord> {
  try {
    return await database.begin(async (transaction) => insertRelease(transaction, release));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const open = await findOpenRelease(database, release.spec.route);
    const message = `Route "${release.spec.route}" already has the release ${open?.id ?? 'of someone else'} under way: watch it, or abort it first`;
    throw new TidegateError('conflict', message, { cause: error, facts: { releaseId: open?.id } });
  }
}

export async function markStarted(database: Database, id: ReleaseId, runId: string): Promise<void> {
  await database`UPDATE releases SET run_id = ${runId} WHERE id = ${id}`;
}

/** Takes back a release whose workflow could not be started. Its candidate's number stays used. */
export async function discardRelease(database: Database, id: ReleaseId, reason: string): Promise<void> {
  await database`
    UPDATE releases SET status = 'aborted', reason = ${reason}, ended_at = clock_timestamp()
    WHERE id = ${id} AND run_id IS NULL AND ended_at IS NULL`;
}

/** Accepted, but its workflow was never seen to start. */
export async function listStarting(database: Database, olderThanMs: number): Promise<readonly ReleaseRecord[]> {
  return database<ReleaseRecord[]>`
    ${selectReleases(database)} WHERE run_id IS NULL AND ended_at IS NULL
      AND requested_at < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'`;
}

export async function findRelease(database: Queryable, id: string): Promise<ReleaseRecord | undefined> {
  const [release] = await database<ReleaseRecord[]>`${selectReleases(database)} WHERE id = ${id}`;
  return release;
}

export async function findOpenRelease(database: Queryable, route: string): Promise<ReleaseRecord | undefined> {
  const [release] = await database<
    ReleaseRecord[]
  >`${selectReleases(database)} WHERE route = ${route} AND ended_at IS NULL`;
  return release;
}

export interface ReleaseFilter {
  readonly route?: string | undefined;
  /** Only of these routes. */
  readonly reach?: Reach | undefined;
  readonly status?: string | undefined;
  /** Whether it is under way. */
  readonly open?: boolean | undefined;
  /** Id of the last release of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listReleases(database: Queryable, filter: ReleaseFilter): Promise<readonly ReleaseRecord[]> {
  return database<ReleaseRecord[]>`
    ${selectReleases(database)} WHERE true
      ${filter.route === undefined ? database`` : database`AND route = ${filter.route}`}
      ${(filter.reach ?? null) === null ? database`` : database`AND route = ANY(${[...(filter.reach ?? [])]})`}
      ${filter.status === undefined ? database`` : database`AND status = ${filter.status}`}
      ${filter.open === undefined ? database`` : database`AND (ended_at IS NULL) = ${filter.open}`}
      ${
        filter.after === undefined
          ? database``
          : database`AND (requested_at, id) < (SELECT requested_at, id FROM releases WHERE id = ${filter.after})`
      }
    ORDER BY requested_at DESC, id DESC LIMIT ${filter.limit}`;
}

const LONGEST_AHEAD_MS = 90 * 86_400_000;
/** A time that has just passed while the call came in is now. */
const JUST_PASSED_MS = 60_000;

function startOf({ startAt }: ReleaseSpec): number {
  const nowMs = Date.now();
  if (startAt === undefined) return nowMs;
  const startAtMs = Date.parse(startAt);
  if (startAtMs < nowMs - JUST_PASSED_MS)
    throw new TidegateError('invalid_input', `startAt ${startAt} has passed: leave it out to start at once`);
  if (startAtMs > nowMs + LONGEST_AHEAD_MS)
    throw new TidegateError(
      'invalid_input',
      `startAt ${startAt} is more than 90 days ahead: stable will be another then`,
    );
  return Math.max(nowMs, startAtMs);
}

/** A release as it would be accepted now. */
export interface ReleaseDraft {
  readonly route: RouteRow;
  readonly candidate: RouteVersionConfig;
  /** Fields of the version that differ. */
  readonly changes: readonly string[];
  /** In what the versions differ, as policies ask. */
  readonly aspects: readonly ChangeAspect[];
  /** With what the policies ask beside what the release does. */
  readonly spec: ReleaseSpec;
  /** Why none can start now, as a sentence: a freeze, or a change window that is closed. */
  readonly obstacle: string | undefined;
}

/**
 * What a release comes to under the policies of its route. Whoever goes on to accept it holds the locks that this takes.
 * @throws TidegateError `not_found`, `invalid_input`
 */
export async function draftRelease(transaction: Transaction, asked: ReleaseSpec): Promise<ReleaseDraft> {
  const freeze = await freezeAtStart(transaction, asked.route);
  await lockRoute(transaction, asked.route);
  const route = await findRoute(transaction, asked.route);
  if (route === undefined) throw new Error('A locked route is gone');
  const policies = await policiesAtStart(transaction, asked.route);
  const candidate = patchVersion(route.config, asked.candidate);
  const changes = changedFields(route.config, candidate);
  if (changes.length === 0) {
    throw new TidegateError(
      'invalid_input',
      `The candidate is the same as stable (version ${route.stableVersion}): nothing to release`,
    );
  }
  await assertProviders(transaction, providersOf(candidate));
  const aspects = changedAspects(route.config, candidate);
  const spec = underPolicies(asked, policies, aspects);
  const startAtMs = startOf(asked);
  // A freeze that is over by then keeps nobody from asking now; when it starts it is looked at anew.
  const isFrozen = freeze !== undefined && (freeze.until?.getTime() ?? Infinity) > startAtMs;
  const obstacle = isFrozen ? freezeReason(freeze) : closedReason(windowsOf(policies), startAtMs);
  return { route, candidate, changes, aspects, spec, obstacle };
}

async function insertRelease(transaction: Transaction, release: NewRelease): Promise<ReleaseRecord> {
  const { route, candidate, changes, aspects, spec, obstacle } = await draftRelease(transaction, release.spec);
  if (obstacle !== undefined) throw new TidegateError('conflict', `No release can start: ${obstacle}`);
  const number = await addVersion(transaction, spec.route, candidate, release.requestedBy);
  await transaction`
    INSERT INTO releases (id, route, stable_version, candidate_version, spec, changes, generation, workflow_id, status, stage, reason, requested_by)
    VALUES (${release.id}, ${spec.route}, ${route.stableVersion}, ${number}, ${json(transaction, spec)}, ${changes},
      ${route.generation}, ${release.workflowId}, 'starting', ${release.firstStage}, 'accepted', ${release.requestedBy})`;
  await appendAudit(transaction, {
    actor: release.requestedBy,
    action: 'release.accepted',
    subject: `release/${release.id}`,
    reason: spec.description ?? 'release requested',
    after: {
      route: spec.route,
      stableVersion: route.stableVersion,
      candidateVersion: number,
      changes,
      aspects,
      approvals: spec.approvals,
    },
  });
  const stored = await findRelease(transaction, release.id);
  if (stored === undefined) throw new Error('An insert left no row');
  return stored;
}

async function assertProviders(transaction: Transaction, named: readonly string[]): Promise<void> {
  const known = new Set((await listProviders(transaction)).map((provider) => provider.id));
  const unknown = named.find((id) => !known.has(id));
  if (unknown === undefined) return;
  const message = `There is no provider "${unknown}": use one of ${[...known].join(', ')}, or add it with tidegate apply`;
  throw new TidegateError('invalid_input', message);
}

function selectReleases(database: Queryable): ReturnType<Queryable> {
  return database`
    SELECT id, route, stable_version AS "stableVersion", candidate_version AS "candidateVersion", spec, changes, generation,
      workflow_id AS "workflowId", run_id AS "runId", status, stage, weight, reason, gates, sequence,
      requested_by AS "requestedBy", requested_at AS "requestedAt", ended_at AS "endedAt"
    FROM releases`;
}
