import { callCostUsd } from '../../core/llm/cost.ts';
import type { GuardrailVerdict } from '../../core/guardrail/verdict.ts';
import type { Outcome } from '../../core/llm/outcome.ts';
import type { Arm } from '../../core/release/arm.ts';
import type { Rollout } from '../../core/route/snapshot.ts';
import type { CallContext } from '../request/call-context.ts';
import { newSpanId } from '../request/random-ids.ts';
import type { ServedRoute, ServedVersion } from '../serving/serving.ts';
import { estimatedUsage } from './estimate.ts';
import { errorType, providerStatus, type UpstreamFailure } from '../upstream/failure.ts';
import { storableText } from '../storable-text.ts';
import type { Run } from '../upstream/run.ts';

const MAX_TEXT = 256;

/** Which arm makes a call, under which release. */
export interface ArmCall {
  readonly route: ServedRoute;
  readonly version: ServedVersion;
  readonly arm: Arm;
  readonly rollout: Rollout | undefined;
  /** Share of units that the candidate serves while this call is made: 0 while the lease does not hold. */
  readonly weight: number;
  /** Where the unit that the call belongs to stands; absent where it stands for itself. */
  readonly unitPoint?: number;
}

/** What is written down of a run. */
export interface FinishedRun extends Omit<Run, 'call'> {
  readonly call: Pick<Run['call'], 'facts' | 'firstTokenAt' | 'contentEvents'>;
}

export interface Ending {
  /** What it failed by; absent for an answer that came whole. */
  readonly failure?: UpstreamFailure;
  /** Of the monotonic clock. */
  readonly endedAt: number;
  readonly counted: boolean;
  readonly streamed: boolean;
  /** Whether this is the call that the request was assigned to; the others (fallback, mirror) are its children. */
  readonly isFirst: boolean;
  /** What the version's guardrails said; absent where it has none. */
  readonly guardrails?: readonly GuardrailVerdict[] | undefined;
  /** What answered in its place. */
  readonly fallbackTarget?: string | undefined;
  readonly budgetWarnings?: readonly string[];
}

/** What a run of calls to one target came to, before its answer was evaluated. */
export function draftOutcome(context: CallContext, armCall: ArmCall, run: FinishedRun, ending: Ending): Outcome {
  const { failure } = ending;
  const { facts, firstTokenAt } = run.call;
  const parentSpanId = ending.isFirst ? context.parentSpanId : context.spanId;
  return {
    requestId: context.requestId,
    traceId: context.traceId,
    spanId: ending.isFirst ? context.spanId : newSpanId(),
    ...(parentSpanId !== undefined && { parentSpanId }),
    startedAtMs: run.startedAtMs,
    ...identityOf(context),
    ...armCallOf(armCall),
    ...promptOf(armCall, run),
    operation: run.endpoint.operation,
    provider: run.target.provider,
    requestModel: run.target.model,
    ...(facts.responseModel !== undefined && { responseModel: storableText(facts.responseModel, MAX_TEXT) }),
    ...(facts.responseId !== undefined && { responseId: storableText(facts.responseId, MAX_TEXT) }),
    streamed: ending.streamed,
    status: failure === undefined || firstTokenAt !== undefined ? 200 : providerStatus(failure),
    ...(failure !== undefined && { errorType: errorType(failure) }),
    timedOut: failure?.kind === 'timeout',
    latencyMs: ending.endedAt - run.startedAt,
    ...(firstTokenAt !== undefined && { ttftMs: firstTokenAt - run.startedAt }),
    ...accountOf(run, ending),
    ...(facts.finishReason !== undefined && { finishReason: storableText(facts.finishReason, MAX_TEXT) }),
    ...(facts.refused !== undefined && { refused: facts.refused }),
    retries: run.retries,
    ...(ending.fallbackTarget !== undefined && { fallbackTarget: ending.fallbackTarget }),
    cache: run.cache ?? 'off',
    ...(ending.budgetWarnings?.length && { budgetWarnings: ending.budgetWarnings }),
    evaluations: {},
    ...(ending.guardrails !== undefined && { guardrails: ending.guardrails }),
    counted: ending.counted && run.cache !== 'hit' && failure?.kind !== 'cancelled' && failure?.kind !== 'unread',
    ...(armCall.version.config.capture.mode === 'none' && { untraced: true }),
    ...(ending.counted && failure?.kind === 'cancelled' && { abandoned: true }),
  };
}

type Identity = Pick<Outcome, 'labels' | 'keyId' | 'session' | 'user' | 'step'>;

function identityOf({ identity: { session, user }, key, labels, step }: CallContext): Identity {
  return {
    labels,
    keyId: key.id,
    ...(session !== undefined && { session }),
    ...(user !== undefined && { user }),
    ...(step !== undefined && { step }),
  };
}

type ArmCallFields = Pick<
  Outcome,
  'route' | 'routeVersion' | 'policyVersion' | 'releaseId' | 'arm' | 'weight' | 'unitPoint'
>;

function armCallOf({ route, version, arm, rollout, weight, unitPoint }: ArmCall): ArmCallFields {
  return {
    route: route.snapshot.id,
    routeVersion: version.number,
    policyVersion: version.policyVersion,
    ...(rollout !== undefined && { releaseId: rollout.releaseId }),
    arm,
    weight,
    ...(unitPoint !== undefined && { unitPoint }),
  };
}

/** The prompt, where the call could carry one. */
function promptOf({ version }: ArmCall, { endpoint }: FinishedRun): Pick<Outcome, 'promptName' | 'promptVersion'> {
  const { prompt } = version.config;
  if (prompt === undefined || endpoint.promptEdits === undefined) return {};
  return { promptName: prompt.name, promptVersion: prompt.version };
}

/** What the call used, how fast it came and what it cost, each absent where it is not known. */
function accountOf(run: FinishedRun, ending: Ending): Pick<Outcome, 'usage' | 'tokensPerSecond' | 'costUsd'> {
  const { facts } = run.call;
  if (run.cache === 'hit') return {};
  const usage = facts.usage ?? (ending.failure === undefined ? estimatedUsage(run) : undefined);
  if (usage === undefined) return facts.statedCostUsd === undefined ? {} : { costUsd: facts.statedCostUsd };
  const tookMs = ending.endedAt - (run.call.firstTokenAt ?? run.startedAt);
  const costUsd = facts.statedCostUsd ?? (run.target.price && callCostUsd(run.target.price, usage));
  return {
    usage,
    ...(usage.completionTokens > 0 && tookMs > 0 && { tokensPerSecond: (usage.completionTokens / tookMs) * 1_000 }),
    ...(costUsd !== undefined && { costUsd }),
  };
}
