import { assertNever } from '../assert-never.ts';
import type { Role } from '../access/roles.ts';
import { brakeReason, type Brakes, demandsBefore, demandText, isFor, missingApprovals } from './brakes.ts';
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
  /** Only of `approve`: the one step of the stage that is meant, by its weight. */
  readonly weight?: number;
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
  /** Of releases that began when a stage's approval was asked for at each of its steps, not only at its first. */
  readonly asksAtEachStep?: boolean;
  /** Present while its time to start has not come yet. */
  readonly startsAtMs?: number;
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

/** What is to be approved before the next step. */
export function nextDemands(facts: SteeringFacts): readonly ApprovalSpec[] {
  const next = nextStep(facts);
  if (next === undefined) return [];
  const here = facts.begun ? facts.steps[facts.position.step]?.stage : undefined;
  return demandsBefore(facts.approvals, next, facts.asksAtEachStep === true || here !== next.stage);
}

/** The demand that an approval is meant for: that of the stage or step named, else the first ahead that is still open. */
export function demandToApprove(
  { before, weight }: Pick<SteeringRequest, 'before' | 'weight'>,
  facts: SteeringFacts,
): ApprovalSpec | undefined {
  const open = demandsAhead(facts).filter((demand) => missingApprovals(facts.brakes, demand) > 0);
  if (before === undefined) return open[0];
  if (weight !== undefined) return facts.approvals.find((demand) => isFor({ stage: before, weight }, demand));
  const ofStage = (demands: readonly ApprovalSpec[]): ApprovalSpec | undefined =>
    demands.find((demand) => demand.before === before);
  return ofStage(open) ?? ofStage(demandsAhead(facts)) ?? ofStage(facts.approvals);
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

function approvalRefusal(request: SteeringRequest, facts: SteeringFacts): string | undefined {
  const { by, before, weight, role } = request;
  const demand = demandToApprove(request, facts);
  if (demand === undefined) {
    if (before === undefined) return 'no stage ahead waits for an approval';
    return `${demandText({ before, weight })} wants no approval`;
  }
  const what = demandText(demand);
  if (!demandsAhead(facts).includes(demand)) return `the release has passed into ${what} already`;
  if (missingApprovals(facts.brakes, demand) === 0) return `${what} has all its approvals`;
  if (by === facts.starter) return `${by} has started this release: somebody else has to approve it`;
  if (demand.role !== undefined && role !== demand.role && role !== 'admin')
    return `${what} wants the approval of the role ${demand.role}, and ${by} has ${role ?? 'shown none'}: use tidegate release approve`;
  const twice = facts.brakes.approvals.some((approval) => isFor(approval, demand) && approval.by === by);
  return twice ? `${by} has approved ${what} already: somebody else has to` : undefined;
}

/** A person may go on past missing evidence and past a pause, never past a block or a missing approval. */
function promotionRefusal({ by }: SteeringRequest, facts: SteeringFacts): string | undefined {
  if (by === facts.starter) return `${by} has started this release: somebody else has to push it past its evidence`;
  if (facts.startsAtMs !== undefined)
    return `the release starts at ${new Date(facts.startsAtMs).toISOString()}: abort it, and start one without a time`;
  const { paused, ...brakes } = facts.brakes;
  const reason = brakeReason(brakes, nextDemands(facts));
  if (reason !== undefined) return reason;
  return paused !== undefined && !facts.begun ? 'the release was paused before it began: resume it' : undefined;
}

/** What is to be approved before the steps that are still to come, in their order, each once. */
function demandsAhead({ position, begun, steps, approvals }: SteeringFacts): readonly ApprovalSpec[] {
  const first = begun ? position.step + 1 : position.step;
  const demands = steps.flatMap((step, index) => {
    const enters = steps[index - 1]?.stage !== step.stage;
    return index < first ? [] : demandsBefore(approvals, step, enters);
  });
  return [...new Set(demands)];
}
