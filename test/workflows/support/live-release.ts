import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { VerdictKind } from '../../../core/decision/verdict.ts';
import { asReleaseId, type RouteId } from '../../../core/ids.ts';
import type { ReleaseEventType } from '../../../core/release/record.ts';
import type { ReleaseSpecInput } from '../../../core/release/spec.ts';
import { releaseSpecSchema } from '../../../core/release/spec-schema.ts';
import type { ReleaseStatus } from '../../../core/release/status.ts';
import { planSteps } from '../../../core/release/steps.ts';
import { listEvents, listObservations, type Observation, type ReleaseEventRow } from '../../../store/release-events.ts';
import { acceptRelease, findRelease, type ReleaseRecord } from '../../../store/releases.ts';
import { findRoute, type RouteRow } from '../../../store/routes.ts';
import {
  RELEASE_WORKFLOW,
  type ReleaseInput,
  type ReleaseResult,
  type ReleaseView,
  STATE_QUERY,
  type SteeringUpdate,
  workflowIdOf,
} from '../../../workflows/contract.ts';
import { releaseStartOptions } from '../../../workflows/start-options.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { FakeReplica } from './fake-replica.ts';
import type { Parts } from './parts.ts';
import { type Change, GATES, QUICK_PLAN } from './quick-spec.ts';
import type { Traffic } from './traffic.ts';

/** For what a test waits for without promising how soon it comes. */
const PATIENCE = '100s';

/** A release under way, and the means to change what happens to it and to see what it does. */
export class LiveRelease {
  readonly route: RouteId;
  readonly traffic: Traffic;
  readonly replicas: readonly FakeReplica[];
  readonly #parts: Parts;
  #record: ReleaseRecord | undefined;
  #changedAtMs = Date.now();

  constructor(parts: Parts, route: RouteId, traffic: Traffic, replicas: readonly FakeReplica[]) {
    this.#parts = parts;
    this.route = route;
    this.traffic = traffic;
    this.replicas = replicas;
  }

  get id(): ReleaseRecord['id'] {
    return this.accepted.id;
  }

  get accepted(): ReleaseRecord {
    if (this.#record === undefined) throw new Error('The release was not accepted yet');
    return this.#record;
  }

  get handle(): WorkflowHandle {
    return this.#parts.temporal.client.workflow.getHandle(workflowIdOf(this.route));
  }

  async accept(spec: ReleaseSpecInput): Promise<void> {
    const parsed = releaseSpecSchema.parse(spec);
    const id = asReleaseId(`rel_${randomBytes(6).toString('hex')}`);
    this.#record = await acceptRelease(this.#parts.database, {
      id,
      workflowId: workflowIdOf(this.route),
      spec: parsed,
      firstStage: planSteps(parsed.plan)[0]?.stage ?? 'bake',
      requestedBy: 'ada',
    });
  }

  input(): ReleaseInput {
    const { id, route, spec, stableVersion, candidateVersion, changes, requestedBy, generation } = this.accepted;
    return {
      releaseId: id,
      route,
      stableVersion,
      candidateVersion,
      changes: changes.join(', '),
      steps: planSteps(spec.plan),
      charter: { gates: spec.gates, risk: spec.risk },
      approvals: spec.approvals,
      maxDurationMs: 600_000,
      onInconclusive: spec.onInconclusive,
      requestedBy,
      generation,
      ...(spec.separationOfDuties === true ? { separationOfDuties: true } : {}),
      ...(spec.startAt === undefined ? {} : { startAtMs: Date.parse(spec.startAt) }),
    };
  }

  async start(): Promise<void> {
    const { temporal, taskQueue } = this.#parts;
    await temporal.client.workflow.start(RELEASE_WORKFLOW, releaseStartOptions(this.input(), taskQueue));
  }

  steer(update: SteeringUpdate, fields: Record<string, unknown> = {}): Promise<ReleaseView> {
    const argument = { releaseId: this.id, by: 'ana', reason: 'as asked', ...fields };
    return this.handle.executeUpdate<ReleaseView, [unknown]>(update, { args: [argument] });
  }

  view(): Promise<ReleaseView> {
    return this.handle.query<ReleaseView>(STATE_QUERY);
  }

  result(): Promise<ReleaseResult> {
    return this.handle.result() as Promise<ReleaseResult>;
  }

  timeline(): Promise<readonly ReleaseEventRow[]> {
    return listEvents(this.#parts.database, this.id);
  }

  async events(): Promise<readonly ReleaseEventType[]> {
    return (await this.timeline()).map((event) => event.type);
  }

  async stored(): Promise<ReleaseRecord> {
    const stored = await findRelease(this.#parts.database, this.id);
    if (stored === undefined) throw new Error('The release is gone from the store');
    return stored;
  }

  async storedRoute(): Promise<RouteRow> {
    const stored = await findRoute(this.#parts.database, this.route);
    if (stored === undefined) throw new Error('The route is gone from the store');
    return stored;
  }

  whenErrorsRiseTo(errorRate: number): this {
    this.traffic.candidate = { ...this.traffic.candidate, errorRate };
    this.#changedAtMs = Date.now();
    return this;
  }

  whenStableErrorsRiseTo(errorRate: number): this {
    this.traffic.stable = { ...this.traffic.stable, errorRate };
    this.#changedAtMs = Date.now();
    return this;
  }

  whenTrafficStops(): this {
    this.traffic.perSecond = 0;
    return this;
  }

  /** Until the release stands so in the store. */
  async reaches(
    wanted: Partial<{ status: ReleaseStatus; stage: string; weight: number }>,
    within = PATIENCE,
  ): Promise<ReleaseRecord> {
    const what = `${this.route} at ${JSON.stringify(wanted)}`;
    return waitFor(
      async () => {
        const stored = await this.stored();
        return Object.entries(wanted).every(([name, value]) => Reflect.get(stored, name) === value) && stored;
      },
      { within, what },
    );
  }

  async happens(event: ReleaseEventType, within = PATIENCE): Promise<ReleaseEventRow> {
    const seen = async (): Promise<ReleaseEventRow | undefined> =>
      (await this.timeline()).find((each) => each.type === event);
    return waitFor(seen, { within, what: `${event} of ${this.route}` });
  }

  /** Until a look came to that verdict. */
  async observes(kind: VerdictKind, within = PATIENCE): Promise<Observation> {
    const look = async (): Promise<Observation | undefined> => {
      const seen = await listObservations(this.#parts.database, this.id, new Date(0), 10_000);
      return seen.find((each) => each.verdict.kind === kind);
    };
    return waitFor(look, { within, what: `a look at ${this.route} that says ${kind}` });
  }

  /** Until that many looks have been noted; the newest of them. */
  observesAgain(times: number, within = PATIENCE): Promise<Observation> {
    const look = async (): Promise<Observation | undefined> => {
      const seen = await listObservations(this.#parts.database, this.id, new Date(0), 10_000);
      return seen.length >= times ? seen.at(-1) : undefined;
    };
    return waitFor(look, { within, what: `${times} looks at ${this.route}` });
  }

  /** Until all replicas serve the candidate, or none does. */
  async isServed(served: boolean, within = PATIENCE): Promise<void> {
    const agree = (): boolean =>
      this.replicas.every((replica) => (replica.serving(this.route) !== undefined) === served);
    await waitFor(agree, { within, what: `${this.route} ${served ? 'served' : 'not served'}` });
  }

  /** Until another run than that one carries the release on. */
  async runsAnew(runId: string, within = PATIENCE): Promise<void> {
    const anew = async (): Promise<boolean> => (await this.handle.describe()).runId !== runId;
    await waitFor(anew, { within, what: `a new run of ${this.route}` });
  }

  /** Until the workflow itself says so. */
  shows(wanted: (view: ReleaseView) => boolean, within = PATIENCE): Promise<ReleaseView> {
    const look = async (): Promise<ReleaseView | undefined> => {
      const view = await this.view();
      return wanted(view) ? view : undefined;
    };
    return waitFor(look, { within, what: `${this.route} in the state wanted` });
  }

  /** The next release of the same route, started. */
  async succeededBy(change: Change): Promise<LiveRelease> {
    const next = new LiveRelease(this.#parts, this.route, this.traffic, this.replicas);
    const plan = { ...QUICK_PLAN, ...change.plan };
    await next.accept({ gates: GATES, ...change, plan, route: this.route, candidate: { model: 'gpt-5-turbo' } });
    await next.start();
    return next;
  }

  /** The release ends, all replicas are where its end says, and its record is whole. */
  async thenItEnds(status: 'completed' | 'rolled_back' | 'aborted', within = PATIENCE): Promise<ReleaseResult> {
    await this.reaches({ status }, within);
    const result = await this.result();
    assert.equal(result.ending, status);
    assert.notEqual((await this.stored()).endedAt, null);
    const route = await this.storedRoute();
    assert.equal(route.rollout, null);
    const { stableVersion, candidateVersion } = this.accepted;
    assert.equal(route.stableVersion, status === 'completed' ? candidateVersion : stableVersion);
    const sequences = (await this.timeline()).map((event) => event.sequence);
    assert.deepEqual(
      sequences,
      sequences.map((_, index) => index + 1),
    );
    for (const replica of this.replicas) assert.equal(replica.serving(this.route), undefined);
    return result;
  }

  /** From the last change of quality to the last replica's acknowledgement. */
  async thenItRollsBackWithin(within: string): Promise<{ readonly verdictMs: number; readonly allOnStableMs: number }> {
    const started = await this.happens('rollback_started', within);
    const ended = await this.happens('rolled_back', within);
    await this.thenItEnds('rolled_back');
    return {
      verdictMs: started.at.getTime() - this.#changedAtMs,
      allOnStableMs: ended.at.getTime() - this.#changedAtMs,
    };
  }
}
