import { randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Occasion } from './problem.ts';

const HEADER = 'x-request-id';

/** Gives each request an id that stands in its answer, its problem and its log lines. */
export const nameRequest: RequestHandler = (_request, response, next) => {
  response.set(HEADER, `req_${randomBytes(8).toString('hex')}`);
  next();
};

export function occasionOf(request: Request, response: Response): Occasion {
  return { instance: request.originalUrl.split('?')[0] ?? '/', requestId: response.get(HEADER) ?? '' };
}
