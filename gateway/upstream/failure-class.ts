import { DEFAULT_FAILURE_CLASSES, type FailureClass } from '../../core/route/routing-schema.ts';
import type { UpstreamFailure } from './failure.ts';

/** What a fallback answers for: classes of failure, and statuses. */
export type FallbackOn = readonly (FailureClass | number)[];

const CONTEXT_LENGTH = /context[ _](?:length|window)|maximum context|prompt is too long|too many (?:input )?tokens/i;
const CONTENT_FILTER = /content[ _-](?:filter|policy|management)|responsibleaipolicy/i;

/** The one class that a failure is of; `undefined` where nobody waits or reads any more, or a guardrail has spoken. */
export function failureClass(failure: UpstreamFailure): FailureClass | undefined {
  switch (failure.kind) {
    case 'status':
      return statusClass(failure);
    case 'timeout':
      return 'timeout';
    case 'network':
      return 'connection';
    case 'invalid':
      return 'invalid_answer';
    case 'misconfigured':
    case 'unsupported':
      return failure.kind;
    case 'circuit_open':
      return failureClass(failure.cause);
    case 'guardrail':
    case 'cancelled':
    case 'unread':
      return undefined;
  }
}

/** Whether a fallback may answer what its predecessor did not. */
export function fallbackTakes(on: FallbackOn | undefined, failure: UpstreamFailure): boolean {
  const name = failureClass(failure);
  if (name === undefined) return false;
  if (on === undefined) return DEFAULT_FAILURE_CLASSES.includes(name);
  return on.includes(name) || (failure.kind === 'status' && on.includes(failure.status));
}

function statusClass({ status, stated }: UpstreamFailure & { kind: 'status' }): FailureClass {
  if (status === 429) return 'rate_limit';
  if (status >= 500 || status < 400 || status === 408 || status === 409 || status === 425) return 'server_error';
  if (status === 401 || status === 402 || status === 403 || status === 407) return 'auth';
  if (status === 404) return 'not_found';
  const said = `${stated?.code ?? ''} ${stated?.type ?? ''} ${stated?.message ?? ''}`;
  if (CONTENT_FILTER.test(said)) return 'content_filter';
  return status === 413 || CONTEXT_LENGTH.test(said) ? 'context_length' : 'bad_request';
}
