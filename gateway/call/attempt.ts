import type { Clock } from '../clock.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { GuardedCall } from '../guardrails/guarded-call.ts';
import { ApiError } from '../http/api-error.ts';
import type { ArmCall, FinishedRun } from '../outcome/draft.ts';
import type { CallContext } from '../request/call-context.ts';
import type { GuardedCallInfo, GuardServices } from '../guardrails/guard.ts';
import type { AppRequest } from '../request/app-request.ts';
import type { ServedVersion } from '../serving/serving.ts';
import type { UpstreamFailure } from '../upstream/failure.ts';
import type { Run } from '../upstream/run.ts';
import type { Target } from '../upstream/target.ts';

/** What came of one target, guardrails included. */
export type Attempt =
  | { readonly kind: 'answered'; readonly run: Run }
  | { readonly kind: 'failed'; readonly run: FinishedRun; readonly failure: UpstreamFailure };

/** A version that has its turn to answer a request. */
export interface Turn {
  readonly version: ServedVersion;
  /** The request as the version's targets shall get it. */
  readonly request: AppRequest;
  /** Its guardrails at work; absent where it has none. */
  readonly guarded: GuardedCall | undefined;
  /** Why none of its targets may be asked: its guardrails can not read the request. */
  readonly refusal?: UpstreamFailure;
}

/**
 * Asks the guardrails that a version has before its model. One that has not spoken by `endBy`, a point of the monotonic
 * clock, has failed. What they can not read is a failure of the version: another one may have no need to read it.
 */
export async function beginTurn(
  { route, version }: Pick<ArmCall, 'route' | 'version'>,
  request: AppRequest,
  { requestId, traceId }: CallContext,
  services: GuardServices,
  endBy: number,
): Promise<Turn> {
  if (version.guards === undefined) return { version, request, guarded: undefined };
  const info: GuardedCallInfo = { requestId, traceId, route: route.snapshot.id, routeVersion: version.number };
  try {
    const guarded = await GuardedCall.begin(version.guards, request, info, services, endBy);
    return { version, request: guarded.request, guarded };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { code } = error.details;
    const refusal = { kind: 'unsupported', message: error.message, ...(code !== null && { code }) } as const;
    return { version, request, guarded: undefined, refusal };
  }
}

/** Asks a target where the guardrails allow it, and them about a plain answer; who has not spoken by `endBy` has failed. */
export async function attempt(
  { guarded, request, refusal }: Turn,
  asked: { readonly endpoint: Endpoint; readonly target: Target },
  clock: Clock,
  endBy: number,
  ask: () => Promise<Run>,
): Promise<Attempt> {
  const failure = refusal ?? (guarded?.stop && { kind: 'guardrail' as const, stop: guarded.stop });
  if (failure !== undefined) return stopped(failure, request, asked, clock);
  const run = await ask();
  const result = guarded === undefined ? run.result : await guarded.result(run.result, endBy);
  if (result.kind === 'failure') return { kind: 'failed', run, failure: result.failure };
  return { kind: 'answered', run: result === run.result ? run : { ...run, result } };
}

/** No target was asked: all that there is to write down is whom the call was meant for. */
function stopped(
  failure: UpstreamFailure,
  { body }: AppRequest,
  { endpoint, target }: { readonly endpoint: Endpoint; readonly target: Target },
  clock: Clock,
): Attempt {
  const run: FinishedRun = {
    endpoint,
    target,
    body,
    call: { facts: {}, firstTokenAt: undefined, contentEvents: 0 },
    result: { kind: 'failure', failure },
    retries: 0,
    startedAt: clock.monotonicMs(),
    startedAtMs: clock.wallMs(),
  };
  return { kind: 'failed', run, failure };
}
