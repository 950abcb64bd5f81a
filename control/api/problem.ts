import type { ErrorCode, TidegateError } from '../../core/errors.ts';
import type { InputFault, Problem } from './schemas/problem.ts';

/** Every kind of problem that the API answers. Its code ends the problem's `type`, which never changes. */
export const PROBLEMS = {
  invalid_input: { status: 400, title: 'The input is not valid' },
  unauthorized: { status: 401, title: 'No valid token' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not there' },
  method_not_allowed: { status: 405, title: 'Another method is wanted' },
  conflict: { status: 409, title: 'It conflicts with how things stand' },
  precondition_failed: { status: 412, title: 'It was changed meanwhile' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is not JSON' },
  idempotency_mismatch: { status: 422, title: 'The idempotency key was used for another request' },
  internal: { status: 500, title: 'A fault of tidegate' },
  unavailable: { status: 503, title: 'Something needed cannot be reached' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

const BASE = 'https://tidegate.dev/problems/';

const CODES: Readonly<Record<ErrorCode, ProblemCode>> = {
  invalid_input: 'invalid_input',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  not_found: 'not_found',
  conflict: 'conflict',
  precondition_failed: 'precondition_failed',
  stale_generation: 'conflict',
  unavailable: 'unavailable',
  port_taken: 'internal',
  internal: 'internal',
};

/** An error of the API itself, where the domain's codes do not tell it apart. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly InputFault[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    message: string,
    more: { errors?: readonly InputFault[]; headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ApiError';
    this.code = code;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export const problemType = (code: ProblemCode): string => BASE + code;
export const codeOf = (error: TidegateError): ProblemCode => CODES[error.code];

/** A sentence may repeat what was sent: no line breaks and no terminal's escapes come back with it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

export interface Occasion {
  readonly instance: string;
  readonly requestId: string;
}

export function problem(
  code: ProblemCode,
  detail: string,
  occasion: Occasion,
  more: { errors?: readonly InputFault[]; releaseId?: string } = {},
): Problem {
  return {
    type: problemType(code),
    ...PROBLEMS[code],
    detail: oneLine(detail),
    ...occasion,
    ...(more.errors === undefined ? {} : { errors: [...more.errors] }),
    ...(more.releaseId === undefined ? {} : { releaseId: more.releaseId }),
  };
}
