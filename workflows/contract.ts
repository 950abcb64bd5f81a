import type { Role } from '../core/access/roles.ts';
import type { Charter } from '../core/decision/engine.ts';
import type { Evidence } from '../core/decision/evidence.ts';
import type { GateReport } from '../core/decision/report.ts';
import type { Situation } from '../core/decision/situation.ts';
import type { Verdict } from '../core/decision/verdict.ts';
import type { ReleaseId, RouteId } from '../core/ids.ts';
import type { Cursor } from '../core/llm/flush.ts';
import type { Brakes } from '../core/release/brakes.ts';
import type { Exposure, ReleaseEventType, ReleaseRow } from '../core/release/record.ts';
import type { ApprovalSpec } from '../core/release/spec.ts';
import type { Ending, Stage } from '../core/release/stage.ts';
import type { Position } from '../core/release/state.ts';
import type { ReleaseStatus } from '../core/release/status.ts';
import type { Step } from '../core/release/steps.ts';

/* Every name that crosses the Temporal boundary, and the shapes that travel under it. No prompt text is among them. */

export const TASK_QUEUE = 'tidegate';
export const RELEASE_WORKFLOW = 'release';
export const STATE_QUERY = 'state';
export const STEERING_UPDATES = ['approve', 'pause', 'resume', 'promote', 'abort', 'block', 'unblock'] as const;
export type SteeringUpdate = (typeof STEERING_UPDATES)[number];

export const SEARCH_ATTRIBUTES = {
  releaseId: 'TidegateReleaseId',
  route: 'TidegateRoute',
  stage: 'TidegateStage',
  status: 'TidegateStatus',
  candidate: 'TidegateCandidate',
  weight: 'TidegateWeight',
} as const;

/** A route has one release at a time because its workflow id says so. */
export const workflowIdOf = (route: RouteId): string => `release/${route}`;

/** Beside a release, where it has judges. */
export const judgingIdOf = (releaseId: string): string => `judging/${releaseId}`;

/** What the workflow is started with. Versions travel by number: their text stays in the store. */
export interface ReleaseInput {
  readonly releaseId: ReleaseId;
  readonly route: RouteId;
  readonly stableVersion: number;
  readonly candidateVersion: number;
  /** What differs, for people: `model, prompt`. */
  readonly changes: string;
  readonly steps: readonly Step[];
  readonly charter: Charter;
  readonly approvals: readonly ApprovalSpec[];
  readonly maxDurationMs: number;
  readonly onInconclusive: 'hold' | 'rollback';
  readonly requestedBy: string;
  /** Whether who started it may neither approve nor push it; absent where they may. */
  readonly separationOfDuties?: boolean;
  /** The route's generation when the release was accepted: the first fencing token. */
  readonly generation: number;
  /** When it starts, epoch ms; absent where at once. */
  readonly startAtMs?: number;
  /** Whether models judge its answers; absent where none do. */
  readonly judges?: boolean;
  /** Present when this run continues an older one. */
  readonly progress?: ReleaseProgress;
}

/** All that a release knows; it is carried over when the workflow continues as new. */
export interface ReleaseProgress {
  readonly position: Position;
  readonly brakes: Brakes;
  readonly generation: number;
  /** Number of the last transition recorded; each is recorded once, under its number. */
  readonly sequence: number;
  /** Whether the gateway was told of the present position, and all live replicas have acknowledged. */
  readonly published: boolean;
  /** What the release last published; absent before its first exposure. */
  readonly snapshotVersion?: number;
  readonly startedAtMs: number;
  readonly stepStartedAtMs: number;
  /** How long the present step has been watched, ms: while nobody watches, exposure lapses and no time passes for it. */
  readonly stepWatchedMs?: number;
  readonly evidence: Evidence;
  readonly cursor: Cursor;
  readonly verdict: Verdict;
  readonly gates: readonly GateReport[];
  readonly reason: string;
  /** The end of the timeline, oldest first; all of it is in the store. */
  readonly recent: readonly TimelineEntry[];
}

export interface TimelineEntry {
  readonly atMs: number;
  readonly event: ReleaseEventType;
  readonly actor: string;
  readonly reason: string;
}

export interface ReleaseView {
  readonly releaseId: ReleaseId;
  readonly route: RouteId;
  readonly candidateVersion: number;
  readonly status: ReleaseStatus;
  readonly stage: Stage;
  readonly weight: number;
  readonly steps: readonly Step[];
  readonly progress: ReleaseProgress;
}

export interface ReleaseResult {
  readonly ending: Ending;
  readonly reason: string;
}

/** Arguments of every steering update: who, why, and for which release, so that a late click hits no newer one. */
export interface Steering {
  readonly releaseId?: string;
  readonly by: string;
  readonly reason: string;
}

export interface Approving extends Steering {
  /** The stage approved; the next one that wants an approval where it is left out. */
  readonly before?: 'shadow' | 'canary' | 'ramp' | 'bake';
  /** The one step of that stage, by its weight; where left out, the stage or the first step of it that wants one. */
  readonly weight?: number;
  /** The role of who approves, as the control API knows it. */
  readonly role?: Role;
}

export interface JudgingInput {
  readonly releaseId: string;
}

export type PickInput = JudgingInput;

/** By judge: what to look at next. */
export interface PickedItems {
  /** The release has ended: nothing is judged any more. */
  readonly over: boolean;
  readonly judges: readonly {
    readonly name: string;
    readonly concurrency: number;
    readonly spanIds: readonly string[];
  }[];
}

/** One answer for one judge, by ids: its texts stay in the store. */
export interface JudgeItemInput {
  readonly releaseId: string;
  readonly judge: string;
  readonly spanId: string;
}

export interface JudgeActivities {
  /** Picks what judges are to look at, in the store, so that each is picked once. */
  pickItems(input: PickInput): Promise<PickedItems>;
  /** Asks the judge and counts its verdict. Idempotent: an item is counted once. */
  judgeItem(input: JudgeItemInput): Promise<void>;
  /** Settles an item that can not be judged as missing. */
  giveUpItem(input: JudgeItemInput): Promise<void>;
}

export interface StandstillInput {
  readonly route: RouteId;
}

export interface ReleaseActivities extends JudgeActivities {
  /** Why nothing of the route goes forward now; null where it does. */
  standstill(input: StandstillInput): Promise<{ readonly reason: string; readonly resolution: string } | null>;
  /** Returns when nothing keeps the route any more. */
  awaitOpening(input: StandstillInput): Promise<void>;
  /** Makes the gateway run the exposure asked for, and records it, in one transaction. Fenced and idempotent. */
  publish(input: PublishInput): Promise<PublishResult>;
  /** Returns when every live replica runs at least that snapshot, and every other one has lost its lease. */
  awaitAcknowledgements(input: AcknowledgementInput): Promise<Acknowledged>;
  /** Watches the release once a second; returns on a verdict, at a checkpoint, or when it is cancelled. */
  observe(input: ObserveInput): Promise<Observed>;
  /** Writes an event and the release's row where no exposure changes. Idempotent by sequence. */
  record(input: RecordInput): Promise<void>;
}

export interface PublishInput {
  readonly row: ReleaseRow;
  readonly event: ReleaseEventType;
  readonly exposure: Exposure;
  readonly candidateVersion: number;
  readonly expectedGeneration: number;
}

export type PublishResult =
  | { readonly published: true; readonly generation: number; readonly snapshotVersion: number }
  /** Someone else changed the route: the release has lost it and must end. */
  | { readonly published: false; readonly reason: string };

export interface AcknowledgementInput {
  readonly releaseId: ReleaseId;
  readonly snapshotVersion: number;
}

export interface Acknowledged {
  readonly replicas: number;
  /** Milliseconds from publication to the last acknowledgement. */
  readonly tookMs: number;
}

export interface ObserveInput {
  readonly releaseId: ReleaseId;
  readonly route: RouteId;
  readonly charter: Charter;
  readonly evidence: Evidence;
  readonly cursor: Cursor;
  readonly situation: Omit<Situation, 'stepElapsedMs' | 'releaseElapsedMs'>;
  readonly releaseStartedAtMs: number;
  /** How long the present step has been watched before this observation, ms. */
  readonly stepWatchedMs: number;
  /** Verdicts at which to return at once; the others are carried on. */
  readonly returnOn: readonly Verdict['kind'][];
  readonly checkpointAfterMs: number;
}

export interface Observed {
  readonly evidence: Evidence;
  readonly cursor: Cursor;
  /** As in `ObserveInput`, with what this observation added. */
  readonly stepWatchedMs: number;
  readonly verdict: Verdict;
  readonly gates: readonly GateReport[];
  /** Somebody else has taken the route from the release. */
  readonly lostRoute?: boolean;
}

export interface RecordInput {
  readonly row: ReleaseRow;
  readonly event: ReleaseEventType;
  readonly details?: Readonly<Record<string, string | number>>;
  /** Whether the release is over and has the route no longer. */
  readonly ended: boolean;
}
