import type { ErrorRequestHandler } from 'express';
import { TidegateError } from '../../core/errors.ts';
import type { Logger } from '../../platform/log.ts';
import { isBadValue, isUnreachable } from '../../store/database.ts';
import { faultsOf } from './body.ts';
import { ApiError, codeOf, type ProblemCode, problem, PROBLEMS } from './problem.ts';
import { occasionOf } from './occasion.ts';
import type { InputFault } from './schemas/problem.ts';

/** Turns every error into a problem document. What a caller cannot mend goes to the log with its cause, not out. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const occasion = occasionOf(request, response);
    const told = tell(error, occasion.requestId);
    const { status } = PROBLEMS[told.code];
    if (status >= 500) log.error({ err: error, ...occasion }, 'a request failed');
    if (status === 503) response.set('retry-after', '2');
    response
      .status(status)
      .set(told.headers ?? {})
      .type('application/problem+json')
      .send(JSON.stringify(problem(told.code, told.detail, occasion, told)));
  };
}

interface Told {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly InputFault[];
  readonly releaseId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function tell(error: unknown, requestId: string): Told {
  if (error instanceof ApiError) {
    const { code, message, headers, errors } = error;
    return { code, detail: message, headers, ...(errors === undefined ? {} : { errors }) };
  }
  if (error instanceof TidegateError && error.code !== 'internal') {
    const { releaseId } = error.facts;
    return { code: codeOf(error), detail: error.message, ...(typeof releaseId === 'string' ? { releaseId } : {}) };
  }
  if (isUnreachable(error)) {
    return { code: 'unavailable', detail: 'The database cannot be reached: check that Postgres runs, then try again' };
  }
  if (isBadValue(error)) {
    const detail = 'A value is out of range, or holds characters that cannot be stored, such as U+0000';
    return { code: 'invalid_input', detail };
  }
  if (error instanceof URIError) {
    return { code: 'invalid_input', detail: 'The path is not valid: its percent-encoding is broken' };
  }
  const fault = faultsOf(error);
  if (fault !== undefined) return fault;
  return { code: 'internal', detail: `Something failed inside tidegate: its log tells what, under ${requestId}` };
}
