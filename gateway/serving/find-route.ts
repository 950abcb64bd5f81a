import type { KeySnapshot } from '../../core/route/snapshot.ts';
import { ApiError } from '../http/api-error.ts';
import { mayCall } from '../request/caller.ts';
import type { ServedRoute, Serving } from './serving.ts';

/** @throws ApiError 503 before the first snapshot */
export function currentServing({ keeper }: { readonly keeper: { readonly serving: Serving | undefined } }): Serving {
  const { serving } = keeper;
  if (serving !== undefined) return serving;
  const message = 'The gateway has no configuration yet. Try again in a moment.';
  throw new ApiError(message, { status: 503, type: 'server_error', code: 'not_ready', retryAfterMs: 1_000 });
}

/**
 * The route of that name.
 * @throws ApiError 404, also for a route that the key may not call: what there is, is not told
 */
export function findRoute(serving: Serving, key: KeySnapshot, model: string): ServedRoute {
  const route = mayCall(key, model) ? serving.route(model) : undefined;
  if (route !== undefined) return route;
  throw modelNotFound(model);
}

export function modelNotFound(model: string): ApiError {
  const message = `The model \`${model.slice(0, 128)}\` does not exist, or the key may not use it.`;
  return new ApiError(message, { status: 404, type: 'invalid_request_error', code: 'model_not_found', param: 'model' });
}
