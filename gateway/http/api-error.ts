/** The types that OpenAI's clients know. */
export type ApiErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'rate_limit_error'
  /** What a limit counts, or that the money is used up: OpenAI's types of 429. */
  | 'requests'
  | 'tokens'
  | 'insufficient_quota'
  | 'server_error';

export interface ApiErrorDetails {
  readonly status: number;
  readonly type: ApiErrorType;
  readonly code: string | null;
  readonly param?: string;
  readonly retryAfterMs?: number;
  /** What OpenAI's clients go by before their own rule (they retry 408, 409, 429 and 5xx). */
  readonly shouldRetry?: boolean;
}

/** An error of the gateway's own, told to the app in OpenAI's shape. The message is public. */
export class ApiError extends Error {
  readonly details: ApiErrorDetails;

  constructor(message: string, details: ApiErrorDetails) {
    super(message);
    this.name = 'ApiError';
    this.details = details;
  }
}

/** `{"error": {...}}` as OpenAI writes it. */
export function errorJson(message: string, type: string, code: string | null, param: string | null = null): string {
  return JSON.stringify({ error: { message, type, param, code } });
}

/** The headers that say what a client should do about the error. */
export function errorHeaders({ retryAfterMs, shouldRetry }: ApiErrorDetails): string[] {
  const headers: string[] = [];
  if (retryAfterMs !== undefined) {
    headers.push(
      'retry-after-ms',
      String(Math.ceil(retryAfterMs)),
      'retry-after',
      String(Math.ceil(retryAfterMs / 1_000)),
    );
  }
  if (shouldRetry !== undefined) headers.push('x-should-retry', String(shouldRetry));
  return headers;
}

export function badRequest(message: string, code: string | null = null, param?: string): ApiError {
  return new ApiError(message, {
    status: 400,
    type: 'invalid_request_error',
    code,
    ...(param !== undefined && { param }),
  });
}
