/** What can go wrong, as a code that programs may test for. The public text of an error says what to do. */
export type ErrorCode =
  | 'invalid_input'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'precondition_failed'
  | 'stale_generation'
  | 'unavailable'
  | 'port_taken'
  | 'internal';

export interface ErrorDetails {
  readonly cause?: unknown;
  readonly retryable?: boolean;
  /** Facts that a program may want beside the text, for example the id of the release in the way. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * An error whose `message` may be shown to whoever caused it. `cause` is for the log only.
 * `retryable` says whether the same call may succeed later.
 */
export class TidegateError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'TidegateError';
    this.code = code;
    this.retryable = details.retryable ?? code === 'unavailable';
    this.facts = details.facts ?? {};
  }
}
