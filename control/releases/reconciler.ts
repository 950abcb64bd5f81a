import { TidegateError } from '../../core/errors.ts';
import type { ReleaseRow } from '../../core/release/record.ts';
import { ENDED } from '../../core/release/status.ts';
import type { Logger } from '../../platform/log.ts';
import type { Database } from '../../store/database.ts';
import { publishExposure } from '../../store/publications.ts';
import { hasPublished, recordEvent } from '../../store/release-events.ts';
import { discardRelease, findRelease, listReleases, listStarting, type ReleaseRecord } from '../../store/releases.ts';
import { findRoute } from '../../store/routes.ts';
import type { ReleaseWorkflows } from './release-workflows.ts';
import { startWorkflowOf } from './start-release.ts';

export interface ReconcilerDependencies {
  readonly database: Database;
  readonly workflows: ReleaseWorkflows;
  readonly log: Logger;
}

export interface ReconcilerOptions {
  readonly everyMs: number;
  /** How long a release may be `starting` before it is taken for forgotten by whoever accepted it. */
  readonly startingMs: number;
}

const DEFAULTS: ReconcilerOptions = { everyMs: 30_000, startingMs: 15_000 };
const MOST_OPEN = 20_000;
const ACTOR = 'tidegate';

/**
 * Brings the store and Temporal back together after a crash or a hand on Temporal: starts what was accepted and never
 * started, closes what has no workflow any more, and tells a release that lost its route while Temporal was away.
 */
export class Reconciler {
  readonly #dependencies: ReconcilerDependencies;
  readonly #options: ReconcilerOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(dependencies: ReconcilerDependencies, options: Partial<ReconcilerOptions> = {}) {
    this.#dependencies = dependencies;
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Looks at once, and then again and again. */
  start(): void {
    const look = (): void => {
      this.#running = this.reconcile().finally(() => {
        this.#timer = setTimeout(look, this.#options.everyMs);
      });
    };
    look();
  }

  async stop(): Promise<void> {
    await this.#running;
    clearTimeout(this.#timer);
  }

  /** One look. What fails for one release is logged, and tried again at the next look. */
  async reconcile(): Promise<void> {
    const { database, log } = this.#dependencies;
    try {
      for (const release of await listStarting(database, this.#options.startingMs))
        await this.#attempt(release, startForgotten);
      for (const release of await listReleases(database, { open: true, limit: MOST_OPEN })) {
        if (release.runId !== null) await this.#attempt(release, followTemporal);
      }
    } catch (error) {
      log.warn({ err: error }, 'could not look for releases to reconcile');
    }
  }

  async #attempt(release: ReleaseRecord, repair: Repair): Promise<void> {
    try {
      await repair(release, this.#dependencies);
    } catch (error) {
      this.#dependencies.log.warn({ err: error, releaseId: release.id }, 'could not reconcile a release');
    }
  }
}

type Repair = (release: ReleaseRecord, dependencies: ReconcilerDependencies) => Promise<void>;

const startForgotten: Repair = async (release, { database, workflows, log }) => {
  try {
    const { runId } = await startWorkflowOf(release, { database, workflows });
    log.info({ releaseId: release.id, runId }, 'started a release that was accepted and never started');
  } catch (error) {
    if (!(error instanceof TidegateError) || error.code !== 'conflict') throw error;
    await discardRelease(database, release.id, `not started: ${error.message}`);
  }
};

const followTemporal: Repair = async (release, dependencies) => {
  const standing = await dependencies.workflows.standing(release);
  // What the workflow wrote before it ended is in the store by now: only then is a row without an end left behind.
  const now = await findRelease(dependencies.database, release.id);
  if (now === undefined || now.endedAt !== null) return;
  if (standing.kind === 'gone') await closeAbandoned(now, standing.why, dependencies);
  else await tellLostRoute(now, dependencies);
};

/** Takes the candidate back and ends the release, as the workflow would have done. */
async function closeAbandoned(
  release: ReleaseRecord,
  why: string,
  { database, log }: ReconcilerDependencies,
): Promise<void> {
  const row: ReleaseRow = {
    releaseId: release.id,
    route: release.route,
    sequence: release.sequence + 1,
    actor: ACTOR,
    status: 'rolling_back',
    stage: 'rollback',
    weight: 0,
    reason: `the candidate is taken back: ${why}`,
    gates: release.gates,
  };
  const { candidateVersion, generation: expectedGeneration } = release;
  const route = await findRoute(database, release.route);
  if (release.status === 'completing' && route?.stableVersion === candidateVersion && route.rollout === null) {
    const done: ReleaseRow = {
      ...row,
      status: 'completed',
      stage: 'bake',
      weight: 1,
      reason: `the candidate is stable; ${why}`,
    };
    return recordEvent(database, { row: done, type: 'completed', details: {} }, true);
  }
  await publishExposure(database, {
    row,
    event: 'abort_started',
    exposure: { kind: 'withdraw' },
    candidateVersion,
    expectedGeneration,
  });
  const ended: ReleaseRow = { ...row, sequence: row.sequence + 1, status: 'aborted', reason: `aborted: ${why}` };
  await recordEvent(database, { row: ended, type: 'aborted', details: {} }, true);
  log.warn({ releaseId: release.id, why }, 'closed a release whose workflow is gone');
}

/** After a rollback by hand while Temporal was away, the workflow still believes that the route is its own. */
async function tellLostRoute(release: ReleaseRecord, { database, workflows }: ReconcilerDependencies): Promise<void> {
  const onItsWay: readonly string[] = ['starting', 'completing', 'rolling_back', ...ENDED];
  if (onItsWay.includes(release.status) || !(await hasPublished(database, release.id))) return;
  const route = await findRoute(database, release.route);
  if (route?.rollout?.releaseId === release.id) return;
  const reason = 'the route was rolled back by hand';
  await workflows.steer(release, 'abort', { releaseId: release.id, by: ACTOR, reason });
}
