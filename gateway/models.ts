import type { Clock } from './clock.ts';
import type { Exchange } from './http/exchange.ts';
import { authenticate, mayCall } from './request/caller.ts';
import { currentServing, modelNotFound } from './serving/find-route.ts';
import type { Serving } from './serving/serving.ts';

interface ModelServices {
  readonly clock: Clock;
  readonly keeper: { readonly serving: Serving | undefined };
}

/** `GET /v1/models`: the routes that the key may call. */
export function listModels(services: ModelServices, exchange: Exchange): void {
  const { snapshot } = currentServing(services);
  const key = authenticate(snapshot, exchange.request.headers.authorization, services.clock.wallMs());
  const routes = Array.from(snapshot.routes.keys()).filter((route) => mayCall(key, route));
  exchange.sendJson(200, JSON.stringify({ object: 'list', data: routes.toSorted().map(modelObject) }));
}

/** `GET /v1/models/{id}`. */
export function readModel(services: ModelServices, exchange: Exchange, id: string): void {
  const { snapshot } = currentServing(services);
  const key = authenticate(snapshot, exchange.request.headers.authorization, services.clock.wallMs());
  if (!mayCall(key, id) || !snapshot.routes.has(id)) throw modelNotFound(id);
  exchange.sendJson(200, JSON.stringify(modelObject(id)));
}

function modelObject(id: string): object {
  return { id, object: 'model', created: 0, owned_by: 'tidegate' };
}
