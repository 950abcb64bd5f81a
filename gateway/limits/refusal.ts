import { amountText } from '../../core/limits/amounts.ts';
import { freesAtMs } from '../../core/limits/window.ts';
import { formatDuration } from '../../core/duration.ts';
import { ApiError } from '../http/api-error.ts';
import type { Claim, LimitClaim, TraceClaim } from './claim.ts';

/** OpenAI's clients wait themselves for at most this long. */
const LONGEST_WAIT_MS = 60_000;
const STORE_WAIT_MS = 1_000;

/** 429: one of the limits has no room for the call. `oldest` is the first bucket with anything in its window. */
export function refusal(claim: Claim, oldest: number | null, nowMs: number): ApiError {
  return claim.kind === 'trace' ? traceRefusal(claim) : limitRefusal(claim, oldest, nowMs);
}

/** 429: the call alone may use more than the limit has in a whole window, so that waiting is of no use. */
export function tooLargeRefusal({ terms, entry }: LimitClaim): ApiError {
  const { id, measure, window } = terms;
  const wanted = amountText(measure, entry.amount);
  const allowed = amountText(measure, entry.max ?? 0);
  const message = `Request too large for the limit "${id}": it may use ${wanted}, and there are ${allowed} per ${window}. Send a shorter prompt, or a lower limit of answer tokens.`;
  return tooMany(message, measure, false);
}

/** 503: the counters are away and the limit is to be closed then. */
export function closedRefusal({ entry }: Claim): ApiError {
  const name = entry.counter.split('/')[1] ?? '';
  return new ApiError(`The limit "${name}" can not be checked just now. Try again in a moment.`, {
    status: 503,
    type: 'server_error',
    code: 'limits_unavailable',
    retryAfterMs: STORE_WAIT_MS,
  });
}

function limitRefusal({ terms, entry, slot }: LimitClaim, oldest: number | null, nowMs: number): ApiError {
  const { id, measure, window } = terms;
  const waitMs = Math.max(1_000, freesAtMs(window, slot, oldest) - nowMs);
  const allowed = amountText(measure, entry.max ?? 0);
  const message = `The limit "${id}" is reached: ${allowed} per ${window}. Try again in ${formatDuration(waitMs)}.`;
  return tooMany(message, measure, waitMs <= LONGEST_WAIT_MS, waitMs);
}

function traceRefusal({ measure, stop = 0 }: TraceClaim): ApiError {
  const allowed = measure === 'calls' ? `${stop} calls to models` : amountText('usd', stop);
  return new ApiError(`The trace has used up its budget of ${allowed}: it is stopped here.`, {
    status: 429,
    type: measure === 'calls' ? 'requests' : 'insufficient_quota',
    code: 'trace_budget_exceeded',
    shouldRetry: false,
  });
}

function tooMany(
  message: string,
  measure: LimitClaim['measure'],
  shouldRetry: boolean,
  retryAfterMs?: number,
): ApiError {
  return new ApiError(message, {
    status: 429,
    type: measure === 'usd' ? 'insufficient_quota' : measure,
    code: measure === 'usd' ? 'insufficient_quota' : 'rate_limit_exceeded',
    shouldRetry,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}
