import type { ApprovalSpec } from '../../core/release/spec.ts';
import { ENDINGS } from '../../core/release/stage.ts';
import { describeStep, planSteps, type Step } from '../../core/release/steps.ts';
import type { GateReport } from '../../core/decision/report.ts';
import type { Observation, ReleaseEventRow } from '../../store/release-events.ts';
import type { ReleaseRecord } from '../../store/releases.ts';
import type { ReplicaRow } from '../../store/replicas.ts';
import type {
  ObservationBody,
  Release,
  ReleaseEventBody,
  ReleaseStepBody,
  ReleaseSummary,
} from '../api/schemas/release.ts';
import type { GateReportBody } from '../api/schemas/evidence.ts';

/** The link to a release's workflow in the Temporal UI. */
export type TemporalLink = (release: Pick<ReleaseRecord, 'workflowId' | 'runId'>) => string;

export function temporalLink(uiUrl: string, namespace: string): TemporalLink {
  const base = `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows`;
  return ({ workflowId, runId }) =>
    `${base}/${encodeURIComponent(workflowId)}${runId === null ? '' : `/${encodeURIComponent(runId)}`}`;
}

export function presentSummary(release: ReleaseRecord, link: TemporalLink): ReleaseSummary {
  const { id, route, status, stage, weight, reason, stableVersion, candidateVersion } = release;
  const { requestedBy, workflowId, runId } = release;
  return {
    id,
    route,
    status,
    stage,
    weight,
    reason,
    stableVersion,
    candidateVersion,
    changes: [...release.changes],
    description: release.spec.description ?? null,
    requestedBy,
    requestedAt: release.requestedAt.toISOString(),
    startAt: release.spec.startAt === undefined ? null : new Date(release.spec.startAt).toISOString(),
    endedAt: release.endedAt?.toISOString() ?? null,
    ending: ENDINGS.find((ending) => ending === status) ?? null,
    workflowId,
    runId,
    temporalUrl: link(release),
  };
}

export interface ReleaseFacts {
  readonly release: ReleaseRecord;
  readonly timeline: readonly ReleaseEventRow[];
  /** The newest look, where there was one. */
  readonly observation: Observation | undefined;
  readonly replicas: readonly ReplicaRow[];
}

export function presentRelease(
  { release, timeline, observation, replicas }: ReleaseFacts,
  link: TemporalLink,
): Release {
  return {
    ...presentSummary(release, link),
    steps: presentSteps(release, timeline),
    approvals: presentApprovals(release, timeline),
    gates: release.spec.gates,
    verdict: observation?.verdict ?? null,
    evidence: release.gates.map(presentGate),
    acknowledgement: presentAcknowledgement(timeline, replicas),
    timeline: timeline.map(presentEvent),
  };
}

export function presentEvent({ gates, details, at, ...event }: ReleaseEventRow): ReleaseEventBody {
  return { ...event, at: at.toISOString(), details: { ...details }, gates: gates.map(presentGate) };
}

export function presentObservation({ at, stage, weight, verdict, gates }: Observation): ObservationBody {
  return { at: at.toISOString(), stage, weight, verdict, gates: gates.map(presentGate) };
}

const presentGate = (gate: GateReport): GateReportBody => gate;

function presentSteps(release: ReleaseRecord, timeline: readonly ReleaseEventRow[]): ReleaseStepBody[] {
  const steps = planSteps(release.spec.plan);
  const current = currentStep(steps, release, timeline);
  return steps.map((step, index) => ({
    ...presentStep(step),
    state: release.status === 'completed' || index < current ? 'done' : index === current ? 'current' : 'ahead',
  }));
}

export function presentStep(step: Step): Omit<ReleaseStepBody, 'state'> {
  const { stage, weight, mirrorRate, minRequests, minPairs, minDurationMs } = step;
  return { name: describeStep(step), stage, weight, mirrorRate, minRequests, minPairs, minDurationMs };
}

/** Weights rise, so stage and weight name the step; what the plan has no step for is its beginning or its end. */
function currentStep(steps: readonly Step[], release: ReleaseRecord, timeline: readonly ReleaseEventRow[]): number {
  const { stage, weight, status } = timeline.findLast((event) => event.stage !== 'rollback') ?? release;
  const found = steps.findIndex((step) => step.stage === stage && step.weight === weight);
  if (found >= 0) return found;
  return status === 'completing' || status === 'completed' ? steps.length - 1 : 0;
}

function presentApprovals(release: ReleaseRecord, timeline: readonly ReleaseEventRow[]): Release['approvals'] {
  const given = timeline.filter((event) => event.type === 'approved');
  return release.spec.approvals.map((approval) => ({
    ...presentDemand(approval),
    given: given
      .filter(({ details }) => details['before'] === approval.before && details['weight'] === approval.weight)
      .map((event) => ({ by: event.actor, comment: event.reason, at: event.at.toISOString() })),
  }));
}

/** What has to be approved, by how many and whom. */
export function presentDemand({
  before,
  weight,
  count,
  role,
  expiresAfter,
}: ApprovalSpec): Omit<Release['approvals'][number], 'given'> {
  return { before, weight: weight ?? null, count, role: role ?? null, expiresAfter: expiresAfter ?? null };
}

function presentAcknowledgement(
  timeline: readonly ReleaseEventRow[],
  replicas: readonly ReplicaRow[],
): Release['acknowledgement'] {
  const snapshotVersion = timeline.findLast((event) => event.snapshotVersion !== null)?.snapshotVersion ?? null;
  const live = replicas.filter((replica) => replica.live);
  const runsIt = ({ appliedSnapshot }: ReplicaRow): boolean => appliedSnapshot >= (snapshotVersion ?? 0);
  return {
    snapshotVersion,
    acknowledged: live.filter(runsIt).map(({ id }) => id),
    waiting: live.filter((replica) => !runsIt(replica)).map(({ id }) => id),
  };
}
