import { ApiError, type ApiErrorType, badRequest } from '../http/api-error.ts';
import type { Exchange } from '../http/exchange.ts';
import type { GuardrailStop } from '../../core/guardrail/verdict.ts';
import { retryAfterMs, type UpstreamFailure } from '../upstream/failure.ts';

/** Tells the client why no target answered. What a provider said of the request itself reaches it as it was said. */
export function sendFailure(exchange: Exchange, failure: UpstreamFailure): void {
  if (failure.kind === 'status' && failure.stated !== undefined && isAboutRequest(failure.status)) {
    exchange.sendJsonBytes(statusForApp(failure.status), failure.body.toString('latin1'), retryHeaders(failure));
  } else {
    exchange.sendError(apiErrorOf(failure));
  }
}

/** The failure as an error of the gateway's own. */
export function apiErrorOf(failure: UpstreamFailure): ApiError {
  switch (failure.kind) {
    case 'status':
      return ofStatus(failure);
    case 'timeout':
      return serverError(
        504,
        'upstream_timeout',
        `The provider took longer than ${failure.limitMs} ms (${failure.phase.replaceAll('_', ' ')}).`,
      );
    case 'network':
      return serverError(502, 'upstream_unreachable', 'The connection to the provider failed.');
    case 'invalid':
      return serverError(502, 'upstream_invalid_answer', `The provider's answer could not be used: ${failure.message}`);
    case 'misconfigured':
      return new ApiError(`The route can not be served: ${failure.message}`, {
        ...SERVER_ERROR,
        status: 500,
        code: 'route_misconfigured',
        shouldRetry: false,
      });
    case 'unsupported':
      return badRequest(failure.message, failure.code ?? 'unsupported_by_provider', failure.param);
    case 'circuit_open':
      return apiErrorOf(failure.cause);
    case 'guardrail':
      return ofGuardrail(failure.stop);
    case 'cancelled':
      return serverError(499, 'client_closed', 'The client went away.');
    case 'unread':
      return serverError(
        499,
        'client_slow',
        `The answer was read so slowly that it did not end within ${failure.limitMs} ms.`,
      );
  }
}

/** Names the guardrail, and nothing of what it found. */
function ofGuardrail({ guardrail, stage, reason }: GuardrailStop): ApiError {
  const what = stage === 'pre' ? 'request' : 'answer';
  if (reason === 'blocked') {
    return new ApiError(`The guardrail "${guardrail}" does not allow this ${what}.`, {
      status: 400,
      type: 'invalid_request_error',
      code: 'guardrail_blocked',
      shouldRetry: false,
    });
  }
  const message = `The guardrail "${guardrail}" could not check the ${what}, which the route refuses then.`;
  return new ApiError(message, { ...SERVER_ERROR, status: 503, code: 'guardrail_unavailable' });
}

const SERVER_ERROR = { type: 'server_error' as ApiErrorType };

/** Statuses that say something of the gateway's own standing with the provider, which is none of the app's business. */
const OWN_STANDING: ReadonlySet<number> = new Set([401, 402, 403, 407]);

/** 529 is what Anthropic and some proxies say for overloaded: clients and load balancers know 503. */
function statusForApp(status: number): number {
  return status === 529 ? 503 : status;
}

function isAboutRequest(status: number): boolean {
  return status >= 400 && !OWN_STANDING.has(status);
}

function ofStatus(failure: UpstreamFailure & { kind: 'status' }): ApiError {
  const { status } = failure;
  const delayMs = retryAfterMs(failure);
  const retry = delayMs === undefined ? {} : { retryAfterMs: delayMs };
  if (OWN_STANDING.has(status)) {
    return new ApiError('The provider does not accept the key of the gateway.', {
      ...SERVER_ERROR,
      status: 502,
      code: 'upstream_refused',
      shouldRetry: false,
    });
  }
  if (!isAboutRequest(status))
    return serverError(502, 'upstream_error', `The provider answered with status ${status}.`);
  const type = status === 429 ? 'rate_limit_error' : status < 500 ? 'invalid_request_error' : 'server_error';
  return new ApiError(`The provider answered with status ${status}.`, {
    status: statusForApp(status),
    type,
    code: 'upstream_error',
    ...retry,
  });
}

function retryHeaders(failure: UpstreamFailure & { kind: 'status' }): string[] {
  const { retryAfter, retryAfterMs: afterMs } = failure.headers;
  return [
    ...(retryAfter === undefined ? [] : ['retry-after', retryAfter]),
    ...(afterMs === undefined ? [] : ['retry-after-ms', afterMs]),
  ];
}

function serverError(status: number, code: string, message: string): ApiError {
  return new ApiError(message, { ...SERVER_ERROR, status, code });
}
