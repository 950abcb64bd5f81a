import { setTimeout as sleep } from 'node:timers/promises';
import type { CacheStatus } from '../../core/llm/outcome.ts';
import type { Clock } from '../clock.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { type AnsweringCall, type CallResult, UpstreamCall } from './call.ts';
import type { CallLimits } from './call-timer.ts';
import { isRetryable, retryAfterMs, type UpstreamFailure } from './failure.ts';
import { type TranslatedCall, Untranslatable } from './provider/provider.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Target } from './target.ts';

export interface RunRequest {
  readonly endpoint: Endpoint;
  readonly target: Target;
  readonly body: Buffer;
  readonly streamed: boolean;
  readonly forwardUsage: boolean;
  readonly limits: CallLimits;
  /** Tries after the first. */
  readonly retries: number;
  /** Where retries are paid from; absent where there are none. */
  readonly budget?: RetryBudget;
  /** Why the target is not to be asked at all. */
  readonly refusal?: UpstreamFailure | undefined;
  /** Told where a retry was due that the budget did not have. */
  readonly onRetryDenied?: () => void;
  /** Whether another try is still allowed and wanted. */
  readonly mayRetry: () => boolean;
}

/** What came of one target after all its tries. */
export interface Run {
  readonly endpoint: Endpoint;
  readonly target: Target;
  readonly call: AnsweringCall;
  /** The request as this target's own version of it has it. */
  readonly body: Buffer;
  readonly result: CallResult;
  readonly retries: number;
  /** Of the monotonic clock: when the first try began. */
  readonly startedAt: number;
  readonly startedAtMs: number;
  /** Whether the answer came from the cache; absent where none was asked. */
  readonly cache?: CacheStatus;
}

export interface RunTools {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 8_000;

/** Calls a target until it answers, its tries are spent or its time is over. `onCall` is told of each call under way. */
export async function runTarget(
  request: RunRequest,
  { clock, random }: RunTools,
  onCall: (call: UpstreamCall) => void,
): Promise<Run> {
  const startedAt = clock.monotonicMs();
  const startedAtMs = clock.wallMs();
  if (request.refusal === undefined) request.budget?.deposit();
  const prepared = { ...request, ...translation(request, startedAtMs) };
  for (let retries = 0; ; retries += 1) {
    const call = new UpstreamCall(prepared, clock);
    onCall(call);
    const triedAt = clock.monotonicMs();
    const result = await call.result;
    if (result.kind !== 'failure') request.target.health.answered(request.streamed, clock.monotonicMs() - triedAt);
    const { endpoint, target, body } = request;
    const run = { endpoint, target, body, call, result, retries, startedAt, startedAtMs };
    if (result.kind !== 'failure' || retries >= request.retries || !isRetryable(result.failure)) return run;
    const delayMs = backoffMs(retries, result.failure, random());
    if (clock.monotonicMs() + delayMs >= Math.min(request.limits.beginBy, request.limits.endBy)) return run;
    if (request.budget?.withdraw(clock.monotonicMs()) === false) {
      request.onRetryDenied?.();
      return run;
    }
    await sleep(delayMs);
    if (!request.mayRetry()) return run;
  }
}

/**
 * Exponential with full jitter (Brooker, "Exponential Backoff And Jitter", 2015), but not before the provider wants;
 * `Infinity` where it wants longer than anybody would wait.
 */
export function backoffMs(retries: number, failure: UpstreamFailure, sample: number): number {
  const jitteredMs = sample * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** retries);
  const wantedMs = retryAfterMs(failure) ?? 0;
  if (wantedMs > LONGEST_BACKOFF_MS) return Infinity;
  return Math.max(jitteredMs, wantedMs);
}

/** What is nested so deeply that it can not be walked through. */
const TOO_DEEP = new Untranslatable('messages', 'can not take a request that is nested so deeply.');

/** The request in the provider's words; nothing where those are OpenAI's. */
function translation(
  { endpoint, target, body, refusal }: RunRequest,
  nowMs: number,
): { translated?: TranslatedCall; refusal?: UpstreamFailure } {
  const translate = target.wire(endpoint)?.translate;
  if (translate === undefined || refusal !== undefined) return {};
  try {
    return { translated: translate(body, nowMs) };
  } catch (error) {
    const refused = error instanceof RangeError ? TOO_DEEP : error;
    if (!(refused instanceof Untranslatable)) throw error;
    const { message, param } = refused;
    return {
      refusal: { kind: 'unsupported', param, message: `The provider ${target.provider} of this route ${message}` },
    };
  }
}
