import express, { type RequestHandler } from 'express';
import { ApiError, type ProblemCode } from './problem.ts';

const LARGEST_BODY = '8mb';

/** Reads JSON bodies; a body of another type is refused rather than ignored. */
export function jsonBody(): readonly RequestHandler[] {
  return [refuseOtherTypes, express.json({ limit: LARGEST_BODY, strict: true })];
}

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && request.is('application/json') === false) {
    next(
      new ApiError('unsupported_media_type', 'Send the body as JSON, with the header content-type: application/json'),
    );
    return;
  }
  next();
};

/** What the body parser found wrong, in words; `undefined` where the error is not the parser's. */
export function faultsOf(error: unknown): { code: ProblemCode; detail: string } | undefined {
  if (!(error instanceof Error) || !('type' in error) || !('status' in error)) return undefined;
  switch (error.type) {
    case 'entity.parse.failed':
      return { code: 'invalid_input', detail: `The body is not valid JSON: ${error.message}` };
    case 'entity.too.large':
      return { code: 'too_large', detail: `The body is larger than ${LARGEST_BODY}: send less at once` };
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return { code: 'unsupported_media_type', detail: `The body cannot be read: ${error.message}` };
    default:
      return { code: 'invalid_input', detail: `The body cannot be read: ${error.message}` };
  }
}
