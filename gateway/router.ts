import { type AppCallServices, handleCall } from './call/handle-call.ts';
import { ENDPOINTS } from './endpoint/endpoints.ts';
import { type FeedbackServices, takeFeedback } from './feedback/take-feedback.ts';
import { ApiError } from './http/api-error.ts';
import { ClientGone } from './http/body.ts';
import type { Exchange } from './http/exchange.ts';
import { listModels, readModel } from './models.ts';
import { modelNotFound } from './serving/find-route.ts';

export interface RouterServices extends AppCallServices, FeedbackServices {
  /** Whether the gateway is about to end. */
  closing(): boolean;
}

const MODELS_PATH = '/v1/models';

/** Finds who answers a request, and turns what goes wrong into an answer. Never throws. */
export async function answer(services: RouterServices, exchange: Exchange): Promise<void> {
  try {
    await dispatch(services, exchange);
  } catch (error) {
    answerError(services, exchange, error);
  }
}

async function dispatch(services: RouterServices, exchange: Exchange): Promise<void> {
  const { method: asked, url = '/' } = exchange.request;
  const path = pathOf(url);
  // As GET; node:http leaves the body out.
  const method = asked === 'HEAD' ? 'GET' : asked;
  const endpoint = method === 'POST' ? ENDPOINTS.get(path) : undefined;
  if (endpoint !== undefined) return handleCall(services, endpoint, exchange);
  if (method === 'GET' && path === MODELS_PATH) return listModels(services, exchange);
  if (method === 'GET' && path.startsWith(`${MODELS_PATH}/`)) return readModel(services, exchange, modelId(path));
  if (method === 'POST' && path === '/v1/feedback') return takeFeedback(services, exchange);
  if (method === 'GET' && path === '/healthz') return exchange.sendJson(200, '{"status":"ok"}');
  if (method === 'GET' && path === '/readyz') return answerReady(services, exchange);
  if (method === 'GET' && path === '/metrics') return sendMetrics(services, exchange);
  const message = `There is nothing at ${asked} ${path.slice(0, 256)}.`;
  throw new ApiError(message, { status: 404, type: 'invalid_request_error', code: 'unknown_url' });
}

/** Ready with a snapshot: the last one serves as long as it takes, also while the store is away. */
function answerReady({ keeper, closing }: RouterServices, exchange: Exchange): void {
  const version = keeper.serving?.snapshot.version;
  if (closing()) return exchange.sendJson(503, '{"status":"closing"}');
  if (version === undefined) return exchange.sendJson(503, '{"status":"waiting for the first snapshot"}');
  return exchange.sendJson(200, JSON.stringify({ status: 'ready', snapshotVersion: version }));
}

async function sendMetrics({ metrics }: RouterServices, exchange: Exchange): Promise<void> {
  exchange.sendText(200, metrics.registry.contentType, await metrics.registry.metrics());
}

function answerError(services: RouterServices, exchange: Exchange, error: unknown): void {
  if (error instanceof ClientGone || exchange.gone) return;
  const { headersSent } = exchange.response;
  if (error instanceof ApiError && !headersSent) return exchange.sendError(error);
  services.log.error({ err: error, requestId: exchange.requestId }, 'a request failed inside the gateway');
  if (headersSent) exchange.response.destroy();
  else exchange.sendError(new ApiError('The gateway failed.', { status: 500, type: 'server_error', code: 'internal' }));
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function modelId(path: string): string {
  const encoded = path.slice(MODELS_PATH.length + 1);
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw modelNotFound(encoded);
  }
}
