import { assertNever } from '../assert-never.ts';
import type { Role } from '../access/roles.ts';
import { brakeReason, type Brakes, missingApprovals } from './brakes.ts';
import type { ApprovalSpec } from './spec.ts';
import type { ForwardStage } from './stage.ts';
import { dutyOf, type Position, type ReleaseState } from './state.ts';
import type { Step } from './steps.ts';

/** What people (and outside evaluators) may ask of a release under way. */
export type SteeringKind = 'approve' | 'pause' | 'resume' | 'promote' | 'abort' | 'block' | 'unblock';

export interface SteeringRequest {
  readonly kind: SteeringKind;
  readonly by: string;
  readonly reason: string;
  /** Only of `approve`: the stage meant; the next one that wants an approval where it is left out. */
  readonly before?: ForwardStage;
  /** Only of `approve`: the role of who approves; absent where it comes past the control API. */
  readonly role?: Role;
}

export interface SteeringFacts {
  readonly position: Position;
  /** Whether the candidate has been exposed at all: before, `position` is the step that it waits to begin with. */
  readonly begun: boolean;
  readonly brakes: Brakes;
  readonly approvals: readonly ApprovalSpec[];
  readonly steps: readonly Step[];
  /** Who started the release, where duties are separated: somebody else has to approve and to push. */
  readonly starter?: string;
}

/** Why the release can not do what is asked of it now, as a sentence; `undefined` where it can. */
export function steeringRefusal(request: SteeringRequest, facts: SteeringFacts): string | undefined {
  const { state } = facts.position;
  if (dutyOf(state) !== 'observe') return `the release ${STATE_WORDS[state]}: it can not ${request.kind} any more`;
  const { paused, blocked } = facts.brakes;
  switch (request.kind) {
    case 'approve':
      return approvalRefusal(request, facts);
    case 'pause':
      return paused === undefined ? undefined : `the release is paused already, by ${paused.by}: ${paused.reason}`;
    case 'resume':
      return paused === undefined ? 'the release is not paused' : undefined;
    case 'block':
      return blocked === undefined ? undefined : `the release is blocked already, by ${blocked.by}: ${blocked.reason}`;
    case 'unblock':
      return blocked === undefined ? 'the release is not blocked' : undefined;
    case 'promote':
      return promotionRefusal(request, facts);
    case 'abort':
      return undefined;
    default:
      return assertNever(request.kind);
  }
}

/** The step that the release takes next: its first one as long as nothing is exposed, none after the last. */
export function nextStep({
  position,
  begun,
  steps,
}: Pick<SteeringFacts, 'position' | 'begun' | 'steps'>): Step | undefined {
  return begun ? steps[position.step + 1] : steps[position.step];
}

/** The stage whose approval is meant: the one named, else the first ahead that still wants one. */
export function stageToApprove(before: ForwardStage | undefined, facts: SteeringFacts): ForwardStage | undefined {
  if (before !== undefined) return before;
  return stagesAhead(facts).find((stage) => missingApprovals(facts.brakes, stage, facts.approvals) > 0);
}

const STATE_WORDS: Readonly<Record<ReleaseState, string>> = {
  shadow: 'is in shadow',
  canary: 'is in canary',
  ramp: 'is in its ramp',
  bake: 'bakes',
  completing: 'is completing, its candidate is stable already (a route rollback takes it back)',
  rolling_back: 'is rolling back',
  aborting: 'is being aborted',
  completed: 'is completed',
  rolled_back: 'is rolled back',
  aborted: 'is aborted',
};

function approvalRefusal({ by, before, role }: SteeringRequest, facts: SteeringFacts): string | undefined {
  const stage = stageToApprove(before, facts);
  if (stage === undefined) return 'no stage ahead waits for an approval';
  const wanted = facts.approvals.find((approval) => approval.before === stage);
  if (wanted === undefined) return `${stage} wants no approval`;
  if (!stagesAhead(facts).includes(stage)) return `the release has passed into ${stage} already`;
  if (missingApprovals(facts.brakes, stage, facts.approvals) === 0) return `${stage} has all its approvals`;
  if (by === facts.starter) return `${by} has started this release: somebody else has to approve it`;
  if (wanted.role !== undefined && role !== wanted.role && role !== 'admin')
    return `${stage} wants the approval of the role ${wanted.role}, and ${by} has ${role ?? 'shown none'}: use tidegate release approve`;
  const twice = facts.brakes.approvals.some((approval) => approval.stage === stage && approval.by === by);
  return twice ? `${by} has approved ${stage} already: somebody else has to` : undefined;
}

/** A person may go on past missing evidence and past a pause, never past a block or a missing approval. */
function promotionRefusal({ by }: SteeringRequest, facts: SteeringFacts): string | undefined {
  if (by === facts.starter) return `${by} has started this release: somebody else has to push it past its evidence`;
  const { paused, ...brakes } = facts.brakes;
  const reason = brakeReason(brakes, nextStep(facts), facts.approvals);
  if (reason !== undefined) return reason;
  return paused !== undefined && !facts.begun ? 'the release was paused before it began: resume it' : undefined;
}

/** Stages whose first step is still to come, in order, each once. */
function stagesAhead({ position, begun, steps }: SteeringFacts): readonly ForwardStage[] {
  const here = begun ? steps[position.step]?.stage : undefined;
  const ahead = steps.slice(position.step).map((step) => step.stage);
  return [...new Set(ahead)].filter((stage) => stage !== here);
}
