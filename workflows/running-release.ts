import { Trigger } from '@temporalio/workflow';
import { emptyEvidence } from '../core/decision/engine.ts';
import { brakeReason, type Brakes, brakesAt } from '../core/release/brakes.ts';
import type { ReleaseRow } from '../core/release/record.ts';
import { advance, dutyOf, firstPosition, type ReleaseEvent, type ReleaseState, stepAt } from '../core/release/state.ts';
import { nextDemands, nextStep, type SteeringFacts } from '../core/release/steering.ts';
import { type ReleaseStatus, releaseStatus, stageOf, weightOf } from '../core/release/status.ts';
import type { Step } from '../core/release/steps.ts';
import type { Observed, ReleaseInput, ReleaseProgress, ReleaseView } from './contract.ts';

/** How a release leaves its way forward. */
export interface Departure {
  readonly move: 'rollback' | 'abort';
  readonly actor: string;
  readonly reason: string;
  /** Somebody else has taken the route. */
  readonly lostRoute?: boolean;
}

/** A person's wish for the next step; the story grants it between two looks. */
export interface Promotion {
  readonly by: string;
  readonly reason: string;
  readonly done: Trigger<void>;
}

/** What a release was started with, and all that it has learned: the story, steering and appearance share this one. */
export class RunningRelease {
  readonly input: ReleaseInput;
  progress: ReleaseProgress;
  /** Whether the candidate has been exposed, or is about to be. */
  begun: boolean;
  promotion: Promotion | undefined;
  departure: Departure | undefined;
  /** Whether the exposure was taken back after the departure. */
  withdrawn = false;
  /** Resolved at the departure: what waits for the way forward stops waiting. */
  readonly left = new Trigger<void>();

  /** See `SteeringFacts`. */
  readonly asksAtEachStep: boolean;

  constructor(input: ReleaseInput, nowMs: number, asksAtEachStep = false) {
    this.input = input;
    this.asksAtEachStep = asksAtEachStep;
    this.progress = input.progress ?? firstProgress(input, nowMs);
    this.begun = this.progress.snapshotVersion !== undefined;
  }

  get state(): ReleaseState {
    return this.progress.position.state;
  }

  get step(): Step {
    return stepAt(this.input.steps, this.progress.position.step);
  }

  get next(): Step | undefined {
    return nextStep(this.facts());
  }

  /** What keeps the next step from being taken even if the evidence is for it; `undefined` where nothing does. */
  get obstacle(): string | undefined {
    const { published } = this.progress;
    const unacknowledged = this.begun && !published ? 'waits for every replica to run the present step' : undefined;
    return brakeReason(this.brakes, nextDemands(this.facts())) ?? unacknowledged;
  }

  /** Whether all that keeps the next step from being taken is an approval, or an acknowledgement, that is still to come. */
  get awaitsOthers(): boolean {
    const { paused, blocked } = this.progress.brakes;
    return this.obstacle !== undefined && paused === undefined && blocked === undefined;
  }

  /** What holds it now: approvals lapse by themselves. */
  get brakes(): Brakes {
    return brakesAt(this.progress.brakes, this.input.approvals, Date.now());
  }

  /** When it starts, while that time has not come yet. */
  get startsAtMs(): number | undefined {
    const { startAtMs } = this.input;
    return !this.begun && startAtMs !== undefined && Date.now() < startAtMs ? startAtMs : undefined;
  }

  facts(): SteeringFacts {
    const { approvals, steps, separationOfDuties, requestedBy } = this.input;
    const { position } = this.progress;
    const { startsAtMs } = this;
    return {
      position,
      brakes: this.brakes,
      begun: this.begun,
      approvals,
      steps,
      ...(this.asksAtEachStep ? { asksAtEachStep: true } : {}),
      ...(startsAtMs === undefined ? {} : { startsAtMs }),
      ...(separationOfDuties === true ? { starter: requestedBy } : {}),
    };
  }

  get status(): ReleaseStatus {
    const { position, brakes } = this.facts();
    const { startsAtMs, progress } = this;
    const scheduled = startsAtMs !== undefined;
    return releaseStatus({
      position,
      brakes,
      demands: nextDemands(this.facts()),
      scheduled,
      verdict: progress.verdict.kind,
    });
  }

  get weight(): number {
    return weightOf(this.progress.position, this.begun, this.input.steps);
  }

  /** Why the release stands as it does. */
  get reason(): string {
    if (this.departure !== undefined) return this.departure.reason;
    const { brakes, verdict } = this.progress;
    if (dutyOf(this.state) !== 'observe') return verdict.reason;
    const waits = this.startsAtMs === undefined ? undefined : `starts at ${new Date(this.startsAtMs).toISOString()}`;
    return (verdict.kind === 'promote' ? this.obstacle : brakeReason(brakes, [])) ?? waits ?? verdict.reason;
  }

  /** How the release stands, for the store. */
  row(actor: string, reason: string, sequence: number): ReleaseRow {
    return {
      releaseId: this.input.releaseId,
      route: this.input.route,
      sequence,
      actor,
      status: this.status,
      stage: stageOf(this.state),
      weight: this.weight,
      reason,
      gates: this.progress.gates,
    };
  }

  view(): ReleaseView {
    return {
      releaseId: this.input.releaseId,
      route: this.input.route,
      candidateVersion: this.input.candidateVersion,
      status: this.status,
      stage: stageOf(this.state),
      weight: this.weight,
      steps: this.input.steps,
      progress: { ...this.progress, reason: this.reason },
    };
  }

  change(part: Partial<ReleaseProgress>): void {
    this.progress = { ...this.progress, ...part };
  }

  see({ evidence, cursor, stepWatchedMs, verdict, gates }: Observed): void {
    this.change({ evidence, cursor, stepWatchedMs, verdict, gates });
  }

  /** Moves by the state table; false where it has no such move, and nothing changes. */
  move(event: ReleaseEvent): boolean {
    const position = advance(this.progress.position, event, this.input.steps);
    if (position !== undefined) this.change({ position });
    return position !== undefined;
  }

  /** Leaves the way forward, at once and for good. */
  leave(departure: Departure): void {
    if (this.departure !== undefined || !this.move(departure.move)) return;
    this.departure = departure;
    this.left.resolve();
  }
}

function firstProgress(input: ReleaseInput, nowMs: number): ReleaseProgress {
  return {
    position: firstPosition(input.steps),
    brakes: { approvals: [] },
    generation: input.generation,
    sequence: 0,
    published: false,
    startedAtMs: nowMs,
    stepStartedAtMs: nowMs,
    evidence: emptyEvidence(input.charter),
    cursor: {},
    verdict: { kind: 'promote', reason: 'ready to begin' },
    gates: [],
    reason: '',
    recent: [],
  };
}
