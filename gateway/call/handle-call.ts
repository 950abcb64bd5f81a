import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Admission } from '../http/admission.ts';
import { readBody } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import { Pair } from '../outcome/pair.ts';
import { callContext } from '../request/call-context.ts';
import { authenticate } from '../request/caller.ts';
import { readAppRequest } from '../request/app-request.ts';
import { currentServing, findRoute } from '../serving/find-route.ts';
import type { SnapshotKeeper } from '../serving/keeper.ts';
import type { Leases } from '../serving/leases.ts';
import { answerCall } from './answer-call.ts';
import type { CallServices } from './call-services.ts';
import type { LimitedCall, Limiter } from '../limits/limiter.ts';
import { holdWhile } from '../limits/hold.ts';
import type { Mirrors } from './mirrors.ts';
import { type Plan, planCall } from './plan.ts';

export interface AppCallServices extends CallServices {
  readonly keeper: SnapshotKeeper;
  readonly leases: Leases;
  readonly mirrors: Mirrors;
  readonly admission: Admission;
  readonly limiter: Limiter;
  readonly maxBodyBytes: number;
}

/** A call to a model: who calls, which route, which arm, then the answer. */
export async function handleCall(services: AppCallServices, endpoint: Endpoint, exchange: Exchange): Promise<void> {
  const { headers } = exchange.request;
  const { snapshot } = currentServing(services);
  const key = authenticate(snapshot, headers.authorization, services.clock.wallMs());
  const place = services.admission.enter();
  exchange.place = place;
  const request = readAppRequest(endpoint, await readBody(exchange.request, services.maxBodyBytes, place));
  const route = findRoute(currentServing(services), key, request.model);
  exchange.route = route.snapshot.id;

  const context = callContext(exchange.requestId, headers, request, key);
  let plan = planCall(route, context, request, services.leases);
  const reserving = services.limiter.reserve({ snapshot, key, request, context, ...limitedBy(plan) });
  const reservation = reserving && (await holdWhile(reserving, exchange));
  if (exchange.gone) return;
  // While the call waited its candidate may have been taken back.
  if (!services.mayStillServe(plan.links[0].armCall)) plan = planCall(route, context, request, services.leases);
  const rollout = plan.mirror?.armCall.rollout;
  const pair = rollout && new Pair(services.recorder, rollout);
  const onAssignedOutcome = pair && pair.add.bind(pair);
  const answered = answerCall(services, { exchange, request, context, plan, onAssignedOutcome, reservation });
  if (plan.mirror) services.mirrors.start(services, request, context, plan.mirror, onAssignedOutcome);
  await answered;
}

/** What a call's limits go by: those of the version that it is assigned to. */
function limitedBy({
  links: [{ armCall, served }],
}: Plan): Pick<LimitedCall, 'route' | 'budgets' | 'params' | 'price'> {
  const { budgets, params } = armCall.version.config;
  return { route: armCall.route.snapshot.id, budgets, params, price: served.target.price };
}
