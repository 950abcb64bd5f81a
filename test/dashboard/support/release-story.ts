import type { GateReport } from '../../../core/decision/report.ts';
import type { Verdict } from '../../../core/decision/verdict.ts';
import { asReleaseId, asRouteId } from '../../../core/ids.ts';
import type { Exposure, ReleaseEventType, ReleaseRow } from '../../../core/release/record.ts';
import type { ReleaseSpecInput } from '../../../core/release/spec.ts';
import { releaseSpecSchema } from '../../../core/release/spec-schema.ts';
import { ENDED, type ReleaseStatus } from '../../../core/release/status.ts';
import { stepAt } from '../../../core/release/state.ts';
import { planSteps } from '../../../core/release/steps.ts';
import type { Database } from '../../../store/database.ts';
import { publishExposure } from '../../../store/publications.ts';
import { noteObservation, recordEvent } from '../../../store/release-events.ts';
import { acceptRelease, type ReleaseRecord } from '../../../store/releases.ts';
import { findRoute } from '../../../store/routes.ts';

export interface StoryStart {
  readonly id: string;
  readonly route: string;
  readonly spec?: Partial<ReleaseSpecInput>;
  readonly by?: string;
  readonly minutesAgo?: number;
}

/** What an entry of the timeline says; the rest stays as it was. */
export type Telling = Partial<Pick<ReleaseRow, 'actor' | 'status' | 'stage' | 'weight' | 'reason' | 'gates'>> & {
  readonly details?: Readonly<Record<string, string | number>>;
  /** When it happened; now where it is left out. */
  readonly minutesAgo?: number;
};

/** A release told to the store as the workflow's activities tell it, one entry after the other. */
export class ReleaseStory {
  readonly release: ReleaseRecord;
  readonly #database: Database;
  #row: ReleaseRow;

  constructor(database: Database, release: ReleaseRecord) {
    const { stage, weight } = stepAt(planSteps(release.spec.plan), 0);
    this.#database = database;
    this.release = release;
    this.#row = {
      releaseId: release.id,
      route: release.route,
      sequence: 0,
      actor: 'tidegate',
      status: 'running',
      stage,
      weight,
      reason: 'accepted',
      gates: [],
    };
  }

  /** An entry that changes what the gateway does. */
  async publish(type: ReleaseEventType, telling: Telling, kind: Exposure['kind'] = 'expose'): Promise<void> {
    const row = this.#next(telling);
    const route = await findRoute(this.#database, this.release.route);
    const { stage, weight } = row;
    const mirrorRate = stage === 'shadow' ? (planSteps(this.release.spec.plan)[0]?.mirrorRate ?? 0) : 0;
    await publishExposure(this.#database, {
      row,
      event: type,
      exposure: kind === 'expose' ? { kind, stage, weight, mirrorRate } : { kind },
      candidateVersion: this.release.candidateVersion,
      expectedGeneration: route?.generation ?? 0,
    });
    await this.#backdate(row.sequence, telling.minutesAgo);
  }

  /** An entry that changes nothing at the gateway. */
  async record(type: ReleaseEventType, telling: Telling): Promise<void> {
    const row = this.#next(telling);
    await recordEvent(this.#database, { row, type, details: telling.details ?? {} }, ENDED.includes(row.status));
    await this.#backdate(row.sequence, telling.minutesAgo);
  }

  /** One look of the engine. */
  async observe(verdict: Verdict, gates: readonly GateReport[], minutesAgo?: number): Promise<void> {
    const { stage, weight } = this.#row;
    await noteObservation(this.#database, this.release.id, { stage, weight, verdict, gates });
    if (minutesAgo === undefined) return;
    await this.#database`
      UPDATE release_observations SET at = ${momentOf(minutesAgo)}
      WHERE release_id = ${this.release.id} AND at = (SELECT max(at) FROM release_observations WHERE release_id = ${this.release.id} AND at > now() - interval '5 seconds')`;
  }

  /** Its end, with whatever the gateway has to do for it. */
  async end(status: Extract<ReleaseStatus, 'completed' | 'rolled_back' | 'aborted'>, telling: Telling): Promise<void> {
    const [type, kind] = {
      completed: ['completing', 'complete'] as const,
      rolled_back: ['rollback_started', 'withdraw'] as const,
      aborted: ['abort_started', 'withdraw'] as const,
    }[status];
    const going = status === 'completed' ? 'completing' : 'rolling_back';
    const where = status === 'completed' ? {} : ({ stage: 'rollback', weight: 0 } as const);
    await this.publish(type, { ...telling, ...where, status: going }, kind);
    await this.record(status, { ...telling, ...where, status });
    await this
      .#database`UPDATE releases SET ended_at = ${momentOf(telling.minutesAgo ?? 0)} WHERE id = ${this.release.id}`;
  }

  #next({ details: _details, minutesAgo: _minutesAgo, ...change }: Telling): ReleaseRow {
    this.#row = { ...this.#row, actor: 'tidegate', ...change, sequence: this.#row.sequence + 1 };
    return this.#row;
  }

  async #backdate(sequence: number, minutesAgo: number | undefined): Promise<void> {
    if (minutesAgo === undefined) return;
    await this.#database`
      UPDATE release_events SET at = ${momentOf(minutesAgo)} WHERE release_id = ${this.release.id} AND sequence = ${sequence}`;
  }
}

/** Accepts a release and begins its story. */
export async function beginStory(database: Database, start: StoryStart): Promise<ReleaseStory> {
  const route = asRouteId(start.route);
  const spec = releaseSpecSchema.parse({ route, candidate: { model: 'gpt-5-nano' }, ...start.spec });
  const release = await acceptRelease(database, {
    id: asReleaseId(start.id),
    workflowId: `release/${route}`,
    spec,
    firstStage: stepAt(planSteps(spec.plan), 0).stage,
    requestedBy: start.by ?? 'ada',
  });
  const run = '01936f4c-8d5e-7b0a-9f53-2f7d6f0c1a11';
  const at = momentOf(start.minutesAgo ?? 0);
  await database`UPDATE releases SET run_id = ${run}, requested_at = ${at} WHERE id = ${release.id}`;
  return new ReleaseStory(database, release);
}

function momentOf(minutesAgo: number): Date {
  return new Date(Date.now() - minutesAgo * 60_000);
}
