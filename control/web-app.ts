import type { PayloadCodec } from '@temporalio/common';
import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Logger } from '../platform/log.ts';
import type { Database } from '../store/database.ts';
import type { Authenticate } from './api/auth.ts';
import { jsonBody } from './api/body.ts';
import type { Handlers } from './api/contract/operations.ts';
import { answerErrors } from './api/error-answer.ts';
import { nameRequest } from './api/occasion.ts';
import { openApiDocument } from './api/openapi.ts';
import { ApiError } from './api/problem.ts';
import { apiRouter } from './api/router.ts';
import { configJsonSchema, releaseJsonSchema } from './api/editor-schemas.ts';
import { decodePayloads } from './payload-codec.ts';
import { servePage } from './page.ts';
import { securityHeaders } from './security-headers.ts';
import { controlMetrics } from './metrics.ts';
import { readStoreFigures } from './release-metrics.ts';

export interface WebAppOptions {
  readonly database: Database;
  readonly log: Logger;
  readonly version: string;
  readonly dashboard: string | undefined;
  readonly authenticate: Authenticate;
  readonly handlers: Handlers;
  /** Everything under /auth. */
  readonly signIn: Router;
  /** How many watch a release live now. */
  readonly watchers: () => number;
  /** Decrypts what is in histories, where there are keys. */
  readonly payloadCodec: PayloadCodec | undefined;
}

/** Everything that the control plane answers over HTTP. */
export function webApp({
  database,
  log,
  version,
  dashboard,
  authenticate,
  handlers,
  signIn,
  watchers,
  payloadCodec,
}: WebAppOptions): Express {
  const metrics = controlMetrics({ watchers, store: () => readStoreFigures(database) });
  const document = openApiDocument(version);
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.use(nameRequest, securityHeaders, metrics.measure);

  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', readiness(database));
  app.get('/metrics', metrics.answer);

  app.get('/api/v1/openapi.json', (_request, response) => void response.json(document));
  app.get('/api/v1/schemas/config.json', (_request, response) => void response.json(configJsonSchema()));
  app.get('/api/v1/schemas/release.json', (_request, response) => void response.json(releaseJsonSchema()));
  app.use('/api/v1', noStore, ...jsonBody(), apiRouter({ handlers, authenticate, database }));
  if (payloadCodec !== undefined) app.post('/codec/decode', ...decodePayloads(payloadCodec, authenticate));
  app.use('/auth', signIn);
  app.use(['/api', '/auth'], refuseUnknown);
  if (dashboard !== undefined) app.use(servePage(dashboard));
  app.use(refuseUnknown);
  app.use(answerErrors(log));
  return app;
}

/** Ready means that the store answers; Temporal may be away: reading and rolling back work without it. */
function readiness(database: Database): RequestHandler {
  return async (_request, response) => {
    await database`SELECT 1`;
    response.json({ status: 'ready' });
  };
}

/** Answers may be kept for comparison by ETag, never shown without asking. */
const noStore: RequestHandler = (_request, response, next) => {
  response.set('cache-control', 'no-cache, private');
  next();
};

const refuseUnknown: RequestHandler = (request) => {
  throw new ApiError('not_found', `There is nothing at ${request.originalUrl.split('?')[0]}: see /api/v1/openapi.json`);
};
