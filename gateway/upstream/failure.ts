import type { GuardrailStop } from '../../core/guardrail/verdict.ts';
import type { StatedError } from '../../core/llm/facts.ts';

/** What of a call took too long. */
export type Phase = 'connect' | 'first_token' | 'between_tokens' | 'total';

/** Why a provider's answer did not come, or broke. */
export type UpstreamFailure =
  /** The provider answered with another status than 2xx. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers: ErrorHeaders;
      readonly body: Buffer;
      readonly stated?: StatedError;
    }
  | { readonly kind: 'timeout'; readonly phase: Phase; readonly limitMs: number }
  /** No connection, or one that broke. */
  | { readonly kind: 'network'; readonly message: string; readonly code: string }
  /** A 2xx answer that is none: no JSON, another kind of object, an error in its place, a stream without an end. */
  | { readonly kind: 'invalid'; readonly message: string; readonly status: number; readonly stated?: StatedError }
  /** The call can not be made as it is configured: an unknown provider, a secret that is not set. */
  | { readonly kind: 'misconfigured'; readonly message: string }
  /** The provider can not do what the request asks for, and was not asked. `param` is the field of the request. */
  | { readonly kind: 'unsupported'; readonly message: string; readonly param?: string; readonly code?: string }
  /** The target failed so much lately that it is left alone; `cause` is what it failed by. */
  | { readonly kind: 'circuit_open'; readonly cause: UpstreamFailure }
  /** A guardrail of the version keeps the request or the answer back. */
  | { readonly kind: 'guardrail'; readonly stop: GuardrailStop }
  /** Nobody waits for the answer any more. */
  | { readonly kind: 'cancelled' }
  /** The client read so slowly that the time of the whole answer went by. */
  | { readonly kind: 'unread'; readonly limitMs: number };

/** Headers of an error that clients go by. */
export interface ErrorHeaders {
  readonly retryAfter?: string;
  readonly retryAfterMs?: string;
}

/** OpenTelemetry's `error.type`: low in cardinality. */
export function errorType(failure: UpstreamFailure): string {
  switch (failure.kind) {
    case 'status':
      return String(failure.status);
    case 'timeout':
      return `timeout_${failure.phase}`;
    case 'network':
      return failure.code;
    case 'invalid':
      return 'invalid_answer';
    case 'misconfigured':
      return 'misconfigured';
    case 'unsupported':
      return 'unsupported';
    case 'circuit_open':
      return 'circuit_open';
    case 'guardrail':
      return `guardrail_${failure.stop.reason}`;
    case 'cancelled':
      return 'client_closed';
    case 'unread':
      return 'client_slow';
  }
}

/** The HTTP status that the provider itself gave, or the gateway in its place; 0 where none came. */
export function providerStatus(failure: UpstreamFailure): number {
  if (failure.kind === 'guardrail') return GUARDRAIL_STATUS[failure.stop.reason];
  return failure.kind === 'status' || failure.kind === 'invalid' ? failure.status : 0;
}

/** Whether the same call to the same target may well succeed in a moment. */
export function isRetryable(failure: UpstreamFailure): boolean {
  switch (failure.kind) {
    case 'status':
      return RETRYABLE_STATUS.has(failure.status);
    case 'timeout':
      return failure.phase !== 'total';
    case 'network':
    case 'invalid':
      return true;
    case 'misconfigured':
    case 'unsupported':
    case 'circuit_open':
    case 'guardrail':
    case 'cancelled':
    case 'unread':
      return false;
  }
}

/** How long the provider asks to be left alone, ms. Dates are not understood: no model provider sends them. */
export function retryAfterMs(failure: UpstreamFailure): number | undefined {
  if (failure.kind !== 'status') return undefined;
  const byMs = Number.parseFloat(failure.headers.retryAfterMs ?? '');
  const delayMs = Number.isFinite(byMs) ? byMs : Number.parseFloat(failure.headers.retryAfter ?? '') * 1_000;
  return Number.isFinite(delayMs) && delayMs >= 0 ? delayMs : undefined;
}

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529]);
/** What the app gets: the request or its answer is not allowed, or nobody could say whether it is. */
const GUARDRAIL_STATUS = { blocked: 400, unavailable: 503 } as const;
